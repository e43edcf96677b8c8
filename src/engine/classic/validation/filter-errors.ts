import type { JsonObject } from "../../../manifest/resource.ts";
import type { MatchBlock, MatchFilter, Subject } from "../../../policy/cluster-policy.ts";
import { goQuote } from "../../../values/go-quote.ts";
import { compileLabelSelector } from "../../../values/label-selector.ts";
import { hasWildcard } from "../../../values/wildcard.ts";
import { readLabelSelector } from "../match/read-label-selector.ts";
import { selectorJson } from "./rule-json.ts";

/** What is wrong with the filters of a `match` or `exclude` at `path`. */
export function blockErrors(
  block: MatchBlock,
  path: string,
  isNamespaced: boolean,
): readonly string[] {
  const filters: readonly (readonly [string, MatchFilter])[] = [
    ...(block.any ?? []).map((filter, index) => [`${path}.any[${index}]`, filter] as const),
    ...(block.all ?? []).map((filter, index) => [`${path}.all[${index}]`, filter] as const),
    [path, block],
  ];
  return filters.flatMap(([place, filter]) => filterErrors(filter, place, isNamespaced));
}

function filterErrors(filter: MatchFilter, path: string, isNamespaced: boolean): readonly string[] {
  const { roles = [], subjects = [], resources = {} } = filter;
  const { namespaces = [], selector } = resources;
  return [
    ...roles.flatMap((role, index) => roleError(role, `${path}.roles[${index}]`)),
    ...subjects.flatMap((subject, index) => subjectError(subject, `${path}.subjects[${index}]`)),
    ...(isNamespaced && namespaces.length > 0
      ? [`${path}.namespaces: Forbidden: Filtering namespaces not allowed in namespaced policies`]
      : []),
    ...(selector === undefined ? [] : selectorError(selector, `${path}.selector`)),
  ];
}

function roleError(role: string, path: string): readonly string[] {
  if (role.split(":").length === 2) return [];
  return [
    `${path}: Invalid value: ${goQuote(role)}: Role is expected to be in namespace:name format`,
  ];
}

function subjectError({ kind, namespace = "" }: Subject, path: string): readonly string[] {
  if (kind !== "ServiceAccount" || namespace !== "") return [];
  return [`${path}.namespace: Required value: namespace is required when Kind is ServiceAccount`];
}

/** Selectors with wildcards in `matchLabels` are known only with the object's labels. */
function selectorError(json: JsonObject, path: string): readonly string[] {
  const selector = readLabelSelector(json);
  const { matchLabels = {}, matchExpressions = [] } = selector;
  if (Object.entries(matchLabels).some((pair) => pair.some(hasWildcard))) return [];
  const compilation = compileLabelSelector(selector);
  const isEmpty = Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
  if (compilation.ok && !isEmpty) return [];
  const message = compilation.ok
    ? "The requirements are not specified in selector"
    : compilation.error;
  return [`${path}: Invalid value: ${selectorJson(json)}: ${message}`];
}
