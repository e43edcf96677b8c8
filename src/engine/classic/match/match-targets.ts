import { knownApiResources } from "../../../manifest/api-kinds.ts";
import type { MatchBlock, MatchFilter } from "../../../policy/cluster-policy.ts";
import { compileWildcard, hasWildcard } from "../../../values/wildcard.ts";
import type { ResourceTarget } from "../../evaluation.ts";
import { parseKindSelector, type KindSelector } from "./kind-selector.ts";

/** The filters of a block: any wins over all, all over the flat form. */
export function filtersOf(block: MatchBlock): readonly MatchFilter[] {
  const { any = [], all = [] } = block;
  if (any.length > 0) return any;
  return all.length > 0 ? all : [block];
}

/** Which API resources a match block may match. Kinds with wildcards, and no kinds, may be any. */
export function matchTargets(match: MatchBlock): readonly ResourceTarget[] {
  return filtersOf(match).flatMap(({ resources = {} }) => {
    const { kinds = [], operations = [] } = resources;
    const selectors = kinds.length === 0 ? ["*"] : kinds;
    const allowed = operations.length === 0 ? ["*"] : operations;
    return selectors.map((kind) => targetOf(parseKindSelector(kind), allowed));
  });
}

/** The kinds that a match block names; undefined when it may match others. Kinds are compared exactly. */
export function namedKinds(match: MatchBlock): ReadonlySet<string> | undefined {
  const named = new Set<string>();
  for (const { resources = {} } of filtersOf(match)) {
    const { kinds = [] } = resources;
    const parsed = kinds.map((kind) => parseKindSelector(kind).kind);
    if (parsed.length === 0 || parsed.some((kind) => hasWildcard(kind))) return undefined;
    for (const kind of parsed) named.add(kind);
  }
  return named;
}

function targetOf(selector: KindSelector, operations: readonly string[]): ResourceTarget {
  const { kind, subresource } = selector;
  const groups = [hasWildcard(selector.group) ? "*" : selector.group];
  const versions = [hasWildcard(selector.version) ? "*" : selector.version];
  const suffix = subresource === "" ? "" : `/${subresource}`;
  if (hasWildcard(kind)) return { groups, versions, resources: [`*${suffix}`], operations };
  const plurals = pluralsOf(selector);
  const resources = plurals.map((plural) => `${plural}${suffix}`);
  // Kinds that are not built in may have any plural.
  const kinds = plurals.length === 0 && subresource === "" ? { kinds: [kind] } : {};
  return { groups, versions, resources, operations, ...kinds };
}

function pluralsOf({ group, version, kind }: KindSelector): readonly string[] {
  const inGroup = compileWildcard(group);
  const inVersion = compileWildcard(version);
  const found = knownApiResources().filter(
    (known) => known.kind === kind && inGroup(known.group) && inVersion(known.version),
  );
  return [...new Set(found.map(({ plural }) => plural))];
}
