import type { Resource } from "../../src/manifest/resource.ts";

/** Numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

/** A small generator for tests (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = Math.trunc(state + 0x6d_2b_79_f5);
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the items. */
export function pickOne<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(random() * items.length)];
}

/** Freezes a value with all that is in it: any attempt to change it throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}

/**
 * The object with up to ten random changes: values of other types, keys that are gone or new. It still is an object that
 * the engine takes: apiVersion, kind and the names are strings. Frozen through and through.
 */
export function distort(base: Resource, random: Random): Resource {
  const changed: Record<string, unknown> = structuredClone({ ...base });
  const changes = Math.floor(random() * 10);
  for (let count = 0; count < changes; count += 1) changeSomewhere(changed, random);
  const { name, namespace, generateName } = base.metadata;
  const kept = Object.entries({ name, namespace, generateName }).filter(([, text]) => text);
  const metadata = isObject(changed["metadata"]) ? changed["metadata"] : {};
  return deepFreeze({
    ...changed,
    apiVersion: base.apiVersion,
    kind: base.kind,
    metadata: { ...withoutNames(metadata), ...Object.fromEntries(kept) },
  });
}

function withoutNames(metadata: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { name: _, namespace: __, generateName: ___, ...rest } = metadata;
  return rest;
}

function changeSomewhere(root: Record<string, unknown>, random: Random): void {
  let at: unknown = root;
  // Mostly deep: what policies look at is seldom near the top.
  while (isObject(at) || isList(at)) {
    const keys = Object.keys(at);
    const key = pickOne(keys, random);
    const below = key === undefined ? undefined : Reflect.get(at, key);
    if (key === undefined || !(isObject(below) || isList(below)) || random() < 0.2) {
      change(at, key ?? "0", random);
      return;
    }
    at = below;
  }
}

function change(parent: object, key: string, random: Random): void {
  const choice = random();
  if (choice < 0.15 && !isList(parent)) Reflect.deleteProperty(parent, key);
  else if (choice < 0.3 && !isList(parent))
    Object.assign(parent, { [newKey(random)]: anyValue(random) });
  else Reflect.set(parent, key, anyValue(random));
}

function anyValue(random: Random, depth = 0): unknown {
  const choice = random();
  if (depth < 3 && choice < 0.15) return [anyValue(random, depth + 1), anyValue(random, depth + 1)];
  if (depth < 3 && choice < 0.3) return { [newKey(random)]: anyValue(random, depth + 1) };
  return structuredClone(pickOne(VALUES, random));
}

function newKey(random: Random): string {
  return pickOne(KEYS, random) ?? "";
}

const KEYS = [
  "name",
  "image",
  "spec",
  "labels",
  "a b",
  "",
  "constructor",
  "toString",
  "length",
  "0",
  "x.y/z",
];

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  65_536,
  1e21,
  9_007_199_254_740_992,
  "",
  " ",
  "*",
  "?",
  "1",
  "10Mi",
  "500m",
  "1h30m",
  "1-3",
  "!x",
  "|",
  "v1.2.3",
  "10.0.0.0/8",
  "nginx:latest",
  "ghcr.io/a/b@sha256:0",
  "a:b:c@d",
  "{{ request.object }}",
  "{{",
  "$(./x)",
  "${x}",
  "\u0000",
  "😀é\u2028",
  "x".repeat(5000),
  "2020-01-01T00:00:00Z",
  "[1,2",
  '{"a":1}',
  [],
  {},
  [[]],
  [null],
];

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !isList(value);
}
