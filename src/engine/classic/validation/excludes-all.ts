import type {
  ClassicRule,
  MatchBlock,
  MatchFilter,
  ResourceDescription,
} from "../../../policy/cluster-policy.ts";
import { matchesWildcard } from "../../../values/wildcard.ts";
import { jsonText } from "../variables/json-text.ts";
import { filterJson } from "./rule-json.ts";

/**
 * Whether Kyverno takes a rule for one that excludes all it matches. Two lists of `any` must share a filter. Otherwise
 * only the flat fields are compared, which are empty beside a list: empty ones on both sides count as the same set.
 */
export function excludesAll({ match = {}, exclude = {} }: ClassicRule): boolean {
  const { any: matched = [], all: allMatched = [] } = match;
  const { any: excluded = [], all: allExcluded = [] } = exclude;
  if (Object.keys(exclude).length === 0 || allMatched.length + allExcluded.length > 0) return false;
  if (matched.length > 0 && excluded.length > 0) {
    const texts = new Set(excluded.map(filterJson));
    return matched.some((filter) => texts.has(filterJson(filter)));
  }
  return coversUsers(exclude, match) && coversResources(exclude.resources, match.resources);
}

function coversUsers(exclude: MatchBlock, match: MatchBlock): boolean {
  return (
    covers(exclude.roles, match.roles) &&
    covers(exclude.clusterRoles, match.clusterRoles) &&
    covers(subjectsOf(exclude), subjectsOf(match))
  );
}

function subjectsOf({ subjects = [] }: MatchFilter): readonly string[] {
  return subjects.map(({ kind, apiGroup = "", name, namespace = "" }) =>
    [kind, apiGroup, name, namespace].join(" "),
  );
}

function coversResources(
  exclude: ResourceDescription = {},
  match: ResourceDescription = {},
): boolean {
  const { name = "" } = exclude;
  if (name !== "" && !matchesWildcard(name, match.name ?? "")) return false;
  return (
    covers(exclude.names, match.names) &&
    covers(exclude.namespaces, match.namespaces) &&
    covers(exclude.kinds, match.kinds) &&
    isSame(exclude.annotations, match.annotations) &&
    isSame(exclude.selector, match.selector) &&
    isSame(exclude.namespaceSelector, match.namespaceSelector)
  );
}

/** An empty list excludes everything; nothing is matched by name where no name is given. */
function covers(excluded: readonly string[] = [], matched: readonly string[] = []): boolean {
  if (excluded.length === 0) return true;
  return matched.length > 0 && matched.every((item) => excluded.includes(item));
}

function isSame(excluded: object | undefined, matched: object | undefined): boolean {
  return jsonText(excluded) === jsonText(matched);
}
