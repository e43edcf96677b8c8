import type { ClassicRule } from "../../../policy/cluster-policy.ts";

/** Whose fields are the pod template's after the move; `request.object` in variables, `object` in CEL. */
const OBJECTS = ["object", "oldObject"] as const;
const FIELDS = ["spec", "metadata"] as const;

/**
 * Rewrites every text of a rule, messages included, so that paths into the Pod lead into the pod template. Only the
 * literal paths are rewritten (`request.object.spec`, in CEL rules `object.spec` too); `.metadata.namespace` is not spared.
 */
export function rewriteForTemplate(rule: ClassicRule, template: string): ClassicRule {
  const prefix = rule.validate?.cel === undefined ? "request." : "";
  // Kyverno loses imageExtractors on the way.
  const { imageExtractors: _, ...carried } = rule;
  let text = JSON.stringify(carried);
  for (const field of FIELDS) {
    for (const object of OBJECTS) {
      const path = `${prefix}${object}.${field}`;
      text = text.replaceAll(path, `${prefix}${object}.${template}.${field}`);
    }
  }
  const rewritten: ClassicRule = JSON.parse(text);
  return rewritten;
}
