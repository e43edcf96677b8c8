import { isMapping } from "../../../manifest/path.ts";
import type { Json } from "../../../manifest/resource.ts";
import type { ContextDocument } from "../context-document.ts";
import { Failure } from "../failure.ts";
import { compileVariableValue, valueOf, type VariableValue } from "../variables/variable-value.ts";
import { ALL_OPERATORS, type Operator } from "./all-operators.ts";
import { operandOf, type Operand } from "./operand.ts";

/** Whether conditions hold, and the messages of those that decided it, joined; variables in messages stay as written. */
export interface ConditionsVerdict {
  readonly holds: boolean;
  readonly message: string;
}

/** Preconditions or deny conditions, compiled. */
export interface Conditions {
  /** A `Failure` where one can't be evaluated. */
  readonly evaluate: (document: ContextDocument) => ConditionsVerdict | Failure;
  /** Every message that a verdict that holds can have, so that its variables can be compiled at load. */
  readonly messages: readonly string[];
}

const HOLD: Conditions = {
  evaluate: () => ({ holds: true, message: "" }),
  messages: [""],
};

/** Compiles `{any, all}` or the old list, all of which must hold; what is not there always holds. */
export function compileConditions(conditions: Json | undefined): Conditions {
  if (conditions === undefined || conditions === null) return HOLD;
  if (Array.isArray(conditions)) return compileLists(conditions);
  return isMapping(conditions) ? compileAnyAll(conditions) : HOLD;
}

/** The old form, or (in foreach and the like) a list of `{any, all}` blocks. */
function compileLists(list: readonly unknown[]): Conditions {
  const blocks = list.filter(isMapping);
  if (blocks.some((block) => "any" in block || "all" in block))
    return compileBlocks(blocks.map((block) => compileAnyAll(block)));
  const conditions = blocks.map((block) => compileCondition(block));
  return {
    evaluate: (document) => {
      const messages: Messages = { ofTrue: [], ofFalse: [] };
      const holds = evaluateUntil(false, conditions, document, messages);
      if (holds instanceof Failure) return holds;
      return { holds, message: join(holds ? messages.ofTrue : messages.ofFalse, ";") };
    },
    messages: [joinedMessages(conditions, ";")],
  };
}

function compileBlocks(blocks: readonly Conditions[]): Conditions {
  return {
    evaluate: (document) => {
      const messages: string[] = [];
      for (const block of blocks) {
        const verdict = block.evaluate(document);
        if (verdict instanceof Failure || !verdict.holds) return verdict;
        messages.push(verdict.message);
      }
      return { holds: true, message: join(messages, "; ") };
    },
    messages: blocks.flatMap(({ messages }) => messages),
  };
}

function joinedMessages(conditions: readonly Condition[], separator: string): string {
  return join(
    conditions.map(({ message }) => message),
    separator,
  );
}

interface Condition {
  readonly evaluate: (document: ContextDocument) => boolean | Failure;
  readonly message: string;
}

function compileAnyAll(block: Readonly<Record<string, unknown>>): Conditions {
  const any = listOf(block["any"])?.map((condition) => compileCondition(condition));
  const all = (listOf(block["all"]) ?? []).map((condition) => compileCondition(condition));
  const ofAll = joinedMessages(all, "; ");
  return {
    evaluate: (document) => {
      const messages: Messages = { ofTrue: [], ofFalse: [] };
      const anyHolds = any === undefined ? true : evaluateUntil(true, any, document, messages);
      if (anyHolds instanceof Failure) return anyHolds;
      const allHold = evaluateUntil(false, all, document, messages);
      if (allHold instanceof Failure) return allHold;
      const holds = anyHolds && allHold;
      return { holds, message: join(holds ? messages.ofTrue : messages.ofFalse, "; ") };
    },
    messages: any === undefined ? [ofAll] : any.map(({ message }) => join([message, ofAll], "; ")),
  };
}

/** The messages of conditions met so far. */
interface Messages {
  readonly ofTrue: string[];
  readonly ofFalse: string[];
}

/** Stops at the first condition that decides: a true one for `any`, a false one for `all`. */
function evaluateUntil(
  decisive: boolean,
  conditions: readonly Condition[],
  document: ContextDocument,
  messages: Messages,
): boolean | Failure {
  for (const { evaluate, message } of conditions) {
    const holds = evaluate(document);
    if (holds instanceof Failure) return holds;
    (holds ? messages.ofTrue : messages.ofFalse).push(message);
    if (holds === decisive) return decisive;
  }
  return !decisive;
}

function join(messages: readonly string[], separator: string): string {
  return messages.filter((message) => message !== "").join(separator);
}

function compileCondition(condition: Readonly<Record<string, unknown>>): Condition {
  const { key, operator, value, message } = condition;
  const left = compileSide(key);
  const right = compileSide(value);
  const compare = ALL_OPERATORS.get(String(operator));
  return {
    message: typeof message === "string" ? message : "",
    evaluate: (document) => evaluateCondition(left, right, compare, document),
  };
}

function evaluateCondition(
  left: Side,
  right: Side,
  compare: Operator | undefined,
  document: ContextDocument,
): boolean | Failure {
  const key = left(document);
  if (key instanceof Failure) return unresolved("key", key);
  const value = right(document);
  if (value instanceof Failure) return unresolved("value", value);
  if (compare === undefined)
    return new Failure("failed to create handler for condition operator: operator not found");
  return compare(key, value);
}

function unresolved(side: string, { message }: Failure): Failure {
  return new Failure(`failed to substitute variables in condition ${side}: ${message}`);
}

type Side = (document: ContextDocument) => Operand | Failure;

function compileSide(written: unknown): Side {
  const side: VariableValue = compileVariableValue(withPolicyIntegers(written ?? null));
  if (side.kind === "constant") {
    const operand = operandOf(side.value);
    return () => operand;
  }
  return (document) => {
    const value = valueOf(side, document);
    return value instanceof Failure ? value : operandOf(value);
  };
}

/** Whole numbers of the policy as bigints, which operators tell from the resource's floats. */
function withPolicyIntegers(value: unknown): Json {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bigints stand for ints and pass through as constants
  return marked(value) as Json;
}

function marked(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item: unknown) => marked(item));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item)]));
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  return Array.isArray(value) ? value.filter(isMapping) : undefined;
}
