import type { Json } from "../../../manifest/resource.ts";
import { compilePattern, type CompiledPattern } from "../../../pattern/compile-pattern.ts";
import type { ContextDocument } from "../context-document.ts";
import { Failure } from "../failure.ts";
import { compileVariableValue, valueOf } from "../variables/variable-value.ts";
import {
  ruleError,
  type Check,
  type RuleFacts,
  type RuleScope,
  type RuleVerdict,
} from "./check.ts";
import { messageFor, type RuleMessage } from "./rule-message.ts";

/** `pattern`: the object, or the element of a foreach, has to be like it. A deleted object is not looked at. */
export function compilePatternCheck(pattern: Json, facts: RuleFacts): Check {
  const patterns = compileWithVariables(pattern, (value) => compilePattern(value));
  const passed = { outcome: "pass", message: `validation rule '${facts.name}' passed.` } as const;
  const message = messageFor(facts);
  return (scope) => {
    const compiled = patterns(scope.document);
    if (compiled instanceof Failure)
      return ruleError("variable substitution failed", compiled.message);
    const target = targetOf(scope);
    if (target === null) return undefined;
    const outcome = compiled.match(target);
    if (outcome.kind === "pass") return passed;
    if (outcome.kind === "skip") return { outcome: "skip", message: outcome.message };
    const { kind, message: why } = outcome;
    const where =
      kind === "fail"
        ? `rule ${facts.name} failed at path ${outcome.path}`
        : `rule ${facts.name} execution error: ${why}`;
    return explain(kind, where, why, message(scope.document), facts);
  };
}

/** `anyPattern`: one of them is enough. */
export function compileAnyPatternCheck(anyPattern: Json, facts: RuleFacts): Check {
  const patterns = compileWithVariables(anyPattern, compileAll);
  const message = messageFor(facts);
  return (scope) => {
    const compiled = patterns(scope.document);
    if (compiled instanceof Failure)
      return ruleError("variable substitution failed", compiled.message);
    const target = targetOf(scope);
    return target === null
      ? undefined
      : matchAny(compiled, target, facts, () => message(scope.document));
  };
}

function matchAny(
  patterns: readonly CompiledPattern[],
  target: unknown,
  facts: RuleFacts,
  message: () => RuleMessage,
): RuleVerdict {
  const failures: string[] = [];
  const skips: string[] = [];
  for (const [index, pattern] of patterns.entries()) {
    const outcome = pattern.match(target);
    const rule = `rule ${facts.name}[${index}]`;
    if (outcome.kind === "pass")
      return {
        outcome: "pass",
        message: `validation rule '${facts.name}' anyPattern[${index}] passed.`,
      };
    if (outcome.kind === "skip") skips.push(`${rule} skipped: ${outcome.message}`);
    else if (outcome.kind === "fail") failures.push(`${rule} failed at path ${outcome.path}`);
    else failures.push(`${rule} failed: ${outcome.message}`);
  }
  if (failures.length === 0)
    return skips.length === 0
      ? { outcome: "pass", message: facts.message }
      : { outcome: "skip", message: skips.join(" ") };
  const texts = failures.join(" ");
  return explain("fail", texts, texts, message(), facts);
}

/** Puts the rule's own message before what Kyverno found; where its variables fail, only that is said. */
function explain(
  outcome: "fail" | "error",
  found: string,
  why: string,
  message: RuleMessage,
  { name }: RuleFacts,
): RuleVerdict {
  switch (message.kind) {
    case "none":
      return { outcome, message: `validation error: ${found}` };
    case "text":
      return { outcome, message: `validation error: ${message.text} ${found}` };
    case "failed":
      return {
        outcome,
        message: `validation error: variables substitution error in rule ${name} execution error: ${why}`,
      };
    default:
      return ruleError("validation error", "the rule's message is no string");
  }
}

/** Null where there is nothing to look at: deletions have no new object. */
function targetOf({ element, request }: RuleScope): unknown {
  if (element !== undefined && Object.keys(element).length > 0) return element;
  return request.operation === "DELETE" ? null : request.object;
}

function compileAll(patterns: unknown): readonly CompiledPattern[] {
  return (Array.isArray(patterns) ? patterns : []).map((pattern: unknown) =>
    compilePattern(pattern),
  );
}

const KNOWN_PATTERNS = 256;

/** Patterns without variables are compiled at load; of the others those seen last are kept. */
function compileWithVariables<T>(
  pattern: Json,
  compile: (pattern: unknown) => T,
): (document: ContextDocument) => T | Failure {
  const source = compileVariableValue(pattern);
  if (source.kind === "constant") {
    const compiled = compile(source.value);
    return () => compiled;
  }
  const known = new Map<string, T>();
  return (document) => {
    const filled = valueOf(source, document);
    if (filled instanceof Failure) return filled;
    const key = JSON.stringify(filled, asNumber);
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= KNOWN_PATTERNS) known.clear();
    const compiled = compile(JSON.parse(key));
    known.set(key, compiled);
    return compiled;
  };
}

/** A foreach's index is a bigint in the context, to tell it from floats. */
function asNumber(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
