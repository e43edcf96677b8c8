import type { GroupComparison } from "./compare-suites.ts";

/** How many rows of each group agree at least; only ever raised. */
export type ExpectedCounts = Readonly<Record<string, GroupCounts>>;

interface GroupCounts {
  readonly exits: number;
  readonly results: number;
  readonly messages: number;
}

const COUNTS = ["exits", "results", "messages"] as const;

/** What fell below the expected counts, one sentence each; a group that is gone fell to nothing. */
export function dropsBelow(
  expected: ExpectedCounts,
  groups: readonly GroupComparison[],
  isPart = false,
): readonly string[] {
  const byName = new Map(groups.map((group) => [group.group, group]));
  return Object.entries(expected).flatMap(([name, counts]) => {
    const group = byName.get(name);
    if (group === undefined && isPart) return [];
    return COUNTS.filter((count) => (group?.[count] ?? 0) < counts[count]).map(
      (count) =>
        `${name}: ${count} fell from ${counts[count]} to ${group?.[count] ?? 0}; see npm run conformance -- --diff ${name}`,
    );
  });
}

/** The expected counts, raised where the groups now do better. */
export function raised(
  expected: ExpectedCounts,
  groups: readonly GroupComparison[],
): ExpectedCounts {
  const better = groups
    .filter(({ rows }) => rows > 0)
    .map(({ group, exits, results, messages }) => {
      const old = expected[group];
      const counts = {
        exits: Math.max(exits, old?.exits ?? 0),
        results: Math.max(results, old?.results ?? 0),
        messages: Math.max(messages, old?.messages ?? 0),
      };
      return [group, counts] as const;
    });
  return { ...expected, ...Object.fromEntries(better) };
}
