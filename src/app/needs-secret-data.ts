import { mayMatch } from "../pipeline/object-scanner.ts";
import type { PreparedPolicies } from "./prepare-policies.ts";

const SECRETS = { group: "", version: "v1", kind: "Secret", plural: "secrets", namespaced: true };

/**
 * Whether some policy that may match Secrets looks at more of them than their metadata: only then is their data asked for.
 * A doubt counts as yes, since a policy must judge the object as it is.
 */
export function needsSecretData({
  policies,
  exceptions,
}: Pick<PreparedPolicies, "policies" | "exceptions">): boolean {
  const matching = policies.filter(({ compiled }) => mayMatch(compiled, SECRETS));
  if (matching.length === 0) return false;
  const specs = matching.map(({ compiled }) => compiled.source.spec);
  return MORE_THAN_METADATA.test(JSON.stringify([specs, exceptions])) || specs.some(hasPattern);
}

/** `object` in CEL or `request.object` in JMESPath without `.metadata` behind it; or a variable that may stand for it. */
const MORE_THAN_METADATA =
  /(?<![\w/-])(?:request\.)?(?:object|oldObject)\b(?!\s*\.\??\s*(?:metadata|kind|apiVersion)\b)|\brequest\b(?!\s*\.)|\belement\b/u;

/** Classic patterns walk the object themselves; what they name is not in the text as an expression. */
function hasPattern(spec: unknown): boolean {
  return patternKeys(spec).some((key) => !/^\W*(?:metadata|kind|apiVersion)\W*$/u.test(key));
}

/** Keys at the top of each `pattern` or `anyPattern` anywhere in a spec. */
function patternKeys(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(patternKeys);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
    const isPattern = key === "pattern" || key === "anyPattern";
    return isPattern ? [part].flat().flatMap(keysOf) : patternKeys(part);
  });
}

function keysOf(pattern: unknown): readonly string[] {
  return typeof pattern === "object" && pattern !== null ? Object.keys(pattern) : ["(a value)"];
}
