import { isMapping } from "../../../manifest/path.ts";
import type { JsonObject } from "../../../manifest/resource.ts";
import type { ClassicRule } from "../../../policy/cluster-policy.ts";
import { compileCelCheck } from "./cel.ts";
import type { Check, RuleFacts } from "./check.ts";
import { checkManifests } from "./manifests.ts";
import { compilePodSecurityCheck } from "./pod-security.ts";
import { compileValidation } from "./validation.ts";

/** Compiles the body of a validate rule; a text is why it can't be, in Kyverno's words. */
export function compileCheck(rule: ClassicRule, facts: RuleFacts): Check | string {
  const { podSecurity, cel, manifests, ...validation } = rule.validate ?? {};
  if (isObject(podSecurity)) return compilePodSecurityCheck(podSecurity, facts);
  if (isObject(cel)) return compileCelCheck(cel, rule, facts);
  if (manifests !== undefined) return checkManifests;
  return compileValidation({ ...validation }, facts, 0);
}

function isObject(value: unknown): value is JsonObject {
  return isMapping(value);
}
