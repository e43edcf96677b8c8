import { goNumber, integerOf } from "./go-scalars.ts";
import type { PlacedNode } from "./placed-tree.ts";

/** Something in a text that reads otherwise than it looks. */
export interface Doubt {
  readonly at: number;
  readonly level: "error" | "warning";
  readonly message: string;
  readonly hint: string;
}

/** Finds duplicate keys, integers that lose digits and numbers that JSON can't say. Aliases are not followed. */
export function findDoubts(root: PlacedNode): Doubt[] {
  const doubts: Doubt[] = [];
  const pending: PlacedNode[] = [root];
  const seen = new Set<unknown>();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const children = node.entries ?? node.items;
    if (children !== undefined && seen.has(children)) continue;
    seen.add(children);
    for (const duplicate of duplicateKeys(node)) doubts.push(duplicate);
    const doubt = node.plain === undefined ? undefined : doubtOfNumber(node.plain, node.at);
    if (doubt !== undefined) doubts.push(doubt);
    for (const entry of node.entries ?? []) pending.push(entry.value);
    for (const item of node.items ?? []) pending.push(item);
  }
  return doubts.toSorted((a, b) => a.at - b.at);
}

function duplicateKeys(node: PlacedNode): Doubt[] {
  const keys = new Set<string>();
  const doubts: Doubt[] = [];
  for (const { key, keyAt, merge } of node.entries ?? []) {
    if (!merge && keys.has(key)) {
      doubts.push({
        at: keyAt,
        level: "warning",
        message: `the key "${key}" stands here a second time; only the last one counts`,
        hint: "remove one of them",
      });
    }
    keys.add(key);
  }
  return doubts;
}

function doubtOfNumber(text: string, at: number): Doubt | undefined {
  const number = goNumber(text);
  if (number === undefined) return undefined;
  if (!Number.isFinite(number)) {
    return {
      at,
      level: "error",
      message: `${text} is no number that JSON knows`,
      hint: "quote it if it is meant as text",
    };
  }
  const integer = Number.isSafeInteger(number) ? undefined : integerOf(text);
  if (integer === undefined || integer === BigInt(number)) return undefined;
  return {
    at,
    level: "warning",
    message: `the integer ${text} has more digits than a float64 holds; it counts as ${String(number)}`,
    hint: "quote it if it is meant as text",
  };
}
