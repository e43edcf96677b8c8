import { objectAt, objectsAt, textAt, textsAt } from "../../cluster/json-fields.ts";
import type { Resource } from "../../manifest/resource.ts";

/** The kinds of admission policies as `plural.group`: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export const ADMISSION_POLICY_KINDS: ReadonlySet<string> = new Set([
  "validatingadmissionpolicies.admissionregistration.k8s.io",
  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
]);

/**
 * What can be said of ValidatingAdmissionPolicies: the API server writes what they find, and their audit annotations,
 * into its audit log and metrics alone. `reported` are the policies on which some tool wrote reports.
 */
export function describeAdmissionPolicies(
  objects: readonly Resource[],
  reported: ReadonlySet<string>,
): readonly string[] {
  const policies = objects.filter(({ kind }) => kind === "ValidatingAdmissionPolicy");
  const actions = actionsByPolicy(objects);
  const silent = policies.filter(({ metadata: { name = "" } }) => !reported.has(name));
  return [
    ...(silent.length === 0 ? [] : [silenceOf(silent, actions)]),
    ...policies.flatMap(typeWarnings),
  ];
}

function silenceOf(
  policies: readonly Resource[],
  actions: ReadonlyMap<string, readonly string[]>,
): string {
  const named = policies.slice(0, 4).map(({ metadata: { name = "" } }) => {
    const said = actions.get(name) ?? [];
    return `${name} (${said.length === 0 ? "not bound" : said.join(", ")})`;
  });
  const more = policies.length > 4 ? ` and ${policies.length - 4} more` : "";
  return `what ValidatingAdmissionPolicies find, and their audit annotations, is only in the API server's audit log, which no API shows: ${named.join("; ")}${more}`;
}

function actionsByPolicy(objects: readonly Resource[]): ReadonlyMap<string, readonly string[]> {
  const actions = new Map<string, readonly string[]>();
  for (const { kind, ...binding } of objects) {
    if (kind !== "ValidatingAdmissionPolicyBinding") continue;
    const spec = objectAt(binding, "spec");
    const policy = textAt(spec, "policyName");
    const known = actions.get(policy) ?? [];
    actions.set(policy, [...new Set([...known, ...textsAt(spec, "validationActions")])]);
  }
  return actions;
}

/** The one thing about evaluation that the API does show: expressions that do not fit the types. */
function typeWarnings(policy: Resource): readonly string[] {
  const checked = objectAt(objectAt(policy, "status"), "typeChecking");
  return objectsAt(checked, "expressionWarnings").map(
    (warning) =>
      `ValidatingAdmissionPolicy ${policy.metadata.name ?? ""}: ${textAt(warning, "fieldRef")}: ${textAt(warning, "warning")}`,
  );
}
