import type { ClusterPolicy, MatchBlock, MatchFilter } from "../../../policy/cluster-policy.ts";
import { goJsonString } from "../../../values/go-json.ts";
import { jsonText } from "../variables/json-text.ts";
import { ruleJson } from "./rule-json.ts";

/** What a background scan knows nothing about: who asked. */
const FORBIDDEN =
  /[^.](?:serviceAccountName|serviceAccountNamespace|request\.userInfo|request\.roles|request\.clusterRoles)\b/;
const VARIABLE = /(?:^|[^\\])(\{\{(?:\{[^{}]*\}|[^{}])*\}\})/g;

/** Why a policy can't take part in background scans: it asks for the user in a filter or in a variable. */
export function checkUserVariables(policy: ClusterPolicy): string | undefined {
  const found = userFilter(policy) ?? userVariable(policy);
  if (found === undefined) return undefined;
  return `only select variables are allowed in background mode. Set spec.background=false to disable background mode for this policy rule: ${found} `;
}

function userFilter({ spec }: ClusterPolicy): string | undefined {
  for (const [index, { match = {}, exclude = {} }] of spec.rules.entries()) {
    const path = `spec/rules[${index}]`;
    const found = userField(match, `${path}/match`) ?? userField(exclude, `${path}/exclude`);
    if (found !== undefined) return `invalid variable used at path: ${found}`;
  }
  return undefined;
}

function userField(block: MatchBlock, path: string): string | undefined {
  const filters: readonly (readonly [string, MatchFilter])[] = [
    ...(block.any ?? []).map((filter, index) => [`${path}/any[${index}]`, filter] as const),
    ...(block.all ?? []).map((filter, index) => [`${path}/all[${index}]`, filter] as const),
    [path, block],
  ];
  for (const [place, filter] of filters) {
    const field = USER_FIELDS.find((name) => (filter[name]?.length ?? 0) > 0);
    if (field !== undefined) return `${place}/${field}`;
  }
  return undefined;
}

const USER_FIELDS = ["roles", "clusterRoles", "subjects"] as const;

function userVariable({ spec, labels, annotations }: ClusterPolicy): string | undefined {
  if (changesExisting(spec) || !mentionsUser({ spec, labels, annotations })) return undefined;
  const texts = [
    jsonText(labels),
    ...Object.entries(annotations)
      .filter(([key]) => key !== "kubectl.kubernetes.io/last-applied-configuration")
      .map(([, text]) => goJsonString(text)),
    ...spec.rules.map(ruleJson),
  ];
  for (const text of texts) {
    for (const [, variable = ""] of text.matchAll(VARIABLE)) {
      if (FORBIDDEN.test(variable)) return `variable ${variable} is not allowed`;
    }
  }
  return undefined;
}

/** Most policies do not, and need not be printed as Go prints them. */
function mentionsUser(parts: object): boolean {
  return /serviceAccountName|request\.(?:userInfo|roles|clusterRoles)/.test(JSON.stringify(parts));
}

function changesExisting({ rules, mutateExistingOnPolicyUpdate }: ClusterPolicy["spec"]): boolean {
  return (
    mutateExistingOnPolicyUpdate === true ||
    rules.some(({ mutate }) => mutate?.["targets"] !== undefined)
  );
}
