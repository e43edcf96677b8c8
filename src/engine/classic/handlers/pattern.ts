import type { Json } from "../../../manifest/resource.ts";
import { compilePattern, type CompiledPattern } from "../../../pattern/compile-pattern.ts";
import { anyPatternVerdict, patternVerdict } from "../../../pattern/outcome-messages.ts";
import type { ContextDocument } from "../context-document.ts";
import { Failure } from "../failure.ts";
import { compileVariableValue, valueOf } from "../variables/variable-value.ts";
import { ruleError, type Check, type RuleFacts, type RuleScope } from "./check.ts";
import { compileExplanation } from "./rule-message.ts";

/** `pattern`: the object, or the element of a foreach, has to be like it. A deleted object is not looked at. */
export function compilePatternCheck(pattern: Json, facts: RuleFacts): Check {
  const patterns = compileWithVariables(pattern, (value) => compilePattern(value));
  const explain = compileExplanation(facts);
  return (scope) => {
    const compiled = patterns(scope.document);
    if (compiled instanceof Failure)
      return ruleError("variable substitution failed", compiled.message);
    const target = targetOf(scope);
    if (target === null) return undefined;
    return patternVerdict(facts.name, compiled.match(target), explain(scope.document));
  };
}

/** `anyPattern`: one of them is enough. */
export function compileAnyPatternCheck(anyPattern: Json, facts: RuleFacts): Check {
  const rules = compileWithVariables(anyPattern, (patterns) => ({
    name: facts.name,
    message: facts.message,
    patterns: compileAll(patterns),
  }));
  const explain = compileExplanation(facts);
  return (scope) => {
    const rule = rules(scope.document);
    if (rule instanceof Failure) return ruleError("variable substitution failed", rule.message);
    const target = targetOf(scope);
    return target === null ? undefined : anyPatternVerdict(rule, target, explain(scope.document));
  };
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
