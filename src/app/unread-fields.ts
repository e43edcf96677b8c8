import type { UnreadFields } from "../manifest/list-items.ts";
import type { ScanPolicy } from "../pipeline/object-scanner.ts";
import type { PolicyException } from "../policy/policy-exception.ts";
import { isClassicPolicy, type Policy } from "../policy/policy.ts";

/** The object by itself, or a member of it that is not known to be another than the status. */
const WHOLE_OBJECT =
  /\b(?:object|oldObject)\b(?!\s*\.\s*\??\s*(?:spec|metadata|kind|apiVersion)\b)/u;
/** A request leads to its object, except by these. */
const WHOLE_REQUEST =
  /\brequest\b(?!\s*\.\s*\??\s*(?:namespace|name|operation|kind|resource|userInfo|dryRun)\b)/u;

/** What of objects no policy can look at: expressions and patterns name a field when they read it, or a value that holds it. */
export function unreadFields({
  policies,
  exceptions,
}: {
  readonly policies: readonly ScanPolicy[];
  readonly exceptions: readonly PolicyException[];
}): UnreadFields {
  const sources = policies.map(({ compiled }) => compiled.source);
  const text = JSON.stringify([sources.map(({ spec }) => spec), exceptions]);
  return {
    managedFields: !text.includes("managedFields"),
    podStatus: exceptions.length === 0 && !sources.some(mayReadStatus),
  };
}

/** Patterns and JMESPath have many ways to a field, CEL only one: from the object, by its name. */
function mayReadStatus(policy: Policy): boolean {
  if (isClassicPolicy(policy)) return true;
  // The rules for matching speak of resources, and texts of objects.
  const { matchConstraints: _, ...spec } = policy.spec;
  const text = JSON.stringify(spec);
  return WHOLE_OBJECT.test(text) || WHOLE_REQUEST.test(text);
}
