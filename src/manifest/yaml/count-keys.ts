import { MAX_DEPTH } from "./placed-tree.ts";

/** Keys of all objects in a value that was parsed from JSON; undefined when it nests too deep. */
export function countKeys(value: unknown): number | undefined {
  const count = { keys: 0, isTooDeep: false };
  if (isCollection(value)) walk(value, 0, count);
  return count.isTooDeep ? undefined : count.keys;
}

type Collection = readonly unknown[] | Readonly<Record<string, unknown>>;

function walk(node: Collection, depth: number, count: { keys: number; isTooDeep: boolean }): void {
  if (depth > MAX_DEPTH) {
    count.isTooDeep = true;
  } else if (isList(node)) {
    for (const item of node) if (isCollection(item)) walk(item, depth + 1, count);
  } else {
    // oxlint-disable-next-line guard-for-in -- parsed JSON inherits nothing that is enumerable, and no list of keys is made
    for (const key in node) {
      count.keys += 1;
      const value = node[key];
      if (isCollection(value)) walk(value, depth + 1, count);
    }
  }
}

function isCollection(value: unknown): value is Collection {
  return typeof value === "object" && value !== null;
}

function isList(node: Collection): node is readonly unknown[] {
  return Array.isArray(node);
}
