import type { NotRead } from "../results/scan.ts";
import { rbacRules } from "./rbac-rules.ts";

/** Namespaces that a row names. */
const NAMES_SHOWN = 6;

/**
 * Rows that say the same become one: a closed namespace is one fact, not one for each kind, and fifty closed namespaces are
 * not fifty. Where access is refused, the hint is the RBAC rule that would give it.
 */
export function mergeNotRead(rows: readonly NotRead[]): NotRead[] {
  const places = groups(rows, ({ context, namespace, reason }) => [context, namespace, reason]);
  const byPlace = places.map((group) => ({
    ...group[0],
    resource: distinct(group.map(({ resource }) => resource)).join(", "),
  }));
  return groups(byPlace, ({ namespace, ...row }) => [
    row.context,
    row.reason,
    row.resource,
    namespace === undefined,
  ]).map(mergeNamespaces);
}

function mergeNamespaces(rows: readonly [NotRead, ...NotRead[]]): NotRead {
  const [first] = rows;
  const { hint: _, ...row } = first;
  const namespaces = rows.flatMap(({ namespace }) => namespace ?? []);
  const hint = first.reason === "forbidden" ? rbacRules(first.resource, namespaces) : first.hint;
  return {
    ...row,
    ...(namespaces.length > 0 && { namespace: listed(namespaces) }),
    ...(hint !== undefined && { hint }),
  };
}

function listed(namespaces: readonly string[]): string {
  const named = namespaces.slice(0, NAMES_SHOWN).join(", ");
  const more = namespaces.length - NAMES_SHOWN;
  return more > 0 ? `${named} and ${more} more` : named;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

/** The rows in groups of equal key, in the order of each group's first row. */
function groups(
  rows: readonly NotRead[],
  keyOf: (row: NotRead) => readonly unknown[],
): (readonly [NotRead, ...NotRead[]])[] {
  const found = Map.groupBy(rows, (row) => JSON.stringify(keyOf(row)));
  return [...found.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first, ...others] as const],
  );
}
