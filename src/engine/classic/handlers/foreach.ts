import { isMapping } from "../../../manifest/path.ts";
import type { JsonObject } from "../../../manifest/resource.ts";
import { withNamedValues } from "../context/named-values.ts";
import { childDocument, queryDocument } from "../context-document.ts";
import { Failure } from "../failure.ts";
import { compileContextQuery, type ContextQuery } from "../variables/context-query.ts";
import type { Check, RuleScope, RuleVerdict } from "./check.ts";

interface Loop {
  readonly list: ContextQuery;
  /** Whether patterns are for the element; left to its type where undefined. */
  readonly isScoped: boolean | undefined;
  readonly check: Check;
  readonly nesting: number;
}

const PASSED: RuleVerdict = { outcome: "pass", message: "rule passed" };

/** Compiles what a block does with each element. */
type CompileBlock = (block: JsonObject, nesting: number) => Check;

/** `foreach`: the check of each block on each element of its list; no response where none counted. */
export function compileForeach(
  blocks: readonly JsonObject[],
  nesting: number,
  compileBlock: CompileBlock,
): Check {
  const loops = blocks.map((block): Loop => {
    const { list, elementScope } = block;
    return {
      list: compileContextQuery(typeof list === "string" ? list : ""),
      isScoped: typeof elementScope === "boolean" ? elementScope : undefined,
      check: compileBlock(block, nesting + 1),
      nesting,
    };
  });
  return (scope) => {
    let count = 0;
    let listError: Failure | undefined;
    for (const loop of loops) {
      const elements = elementsOf(loop, scope);
      if (elements instanceof Failure) {
        if (!elements.message.includes("Unknown key")) listError = elements;
        continue;
      }
      const result = runLoop(loop, elements, scope);
      if (typeof result !== "number") return result;
      count += result;
    }
    if (count > 0) return PASSED;
    return listError === undefined
      ? undefined
      : { outcome: "error", message: `failed to evaluate list: ${listError.message}` };
  };
}

/** What is no list, null too, counts as a list of one. */
function elementsOf({ list }: Loop, { document }: RuleScope): readonly unknown[] | Failure {
  const value = queryDocument(document, list);
  if (value instanceof Failure) return value;
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  return elements;
}

/** How many elements passed, or what ends the rule. */
function runLoop(loop: Loop, elements: readonly unknown[], scope: RuleScope): number | RuleVerdict {
  let count = 0;
  for (const [index, element] of elements.entries()) {
    if (element === null || element === undefined) continue;
    const inner = scopeOfElement(loop, element, index, scope);
    if (inner instanceof Failure)
      return { outcome: "error", message: `failed to process foreach: ${inner.message}` };
    const verdict = loop.check(inner);
    if (verdict === undefined || verdict.outcome === "skip") continue;
    if (verdict.outcome !== "pass")
      return { outcome: verdict.outcome, message: `validation failure: ${verdict.message}` };
    count += 1;
  }
  return count;
}

function scopeOfElement(
  { isScoped: written, nesting }: Loop,
  element: unknown,
  index: number,
  scope: RuleScope,
): RuleScope | Failure {
  const isMap = isMapping(element);
  // An int to Kyverno, which queries never take for a number.
  const position = BigInt(index);
  if (written === true && !isMap)
    return new Failure(
      `cannot use elementScope=true foreach rules for elements that are not maps, expected type=map got type=${goType(element)}`,
    );
  const document = childDocument(scope.document, {
    element,
    [`element${nesting}`]: element,
    elementIndex: position,
    [`elementIndex${nesting}`]: position,
  });
  if (scope.values !== undefined) document.root = withNamedValues(document.root, scope.values);
  return { ...scope, element: isMap && written !== false ? element : undefined, document };
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "number") return "float64";
  return typeof value === "boolean" ? "bool" : "string";
}
