import { remember } from "../../values/remember.ts";
import { compileWildcard, hasWildcard } from "../../values/wildcard.ts";
import { isMapping } from "../compile-leaf.ts";
import { type Anchor, parseAnchor, withKey } from "../parse-anchor.ts";
import { compileEntry, type Entry } from "./compile-entry.ts";
import { combineSkips, type Mismatch, violation } from "./mismatch.ts";
import { noteAnchor, placeOf, type Trail } from "./trail.ts";
import { type CompileNode, goTypeOf, type Mapping, type NodeOptions, type Walk } from "./walk.ts";

/** Anchors that are decided before the other keys. */
const DECIDED_FIRST: ReadonlySet<Anchor | undefined> = new Set<Anchor | undefined>([
  "condition",
  "existence",
  "equality",
  "negation",
]);
/** Anchors whose keys a failure has to have seen. */
const NOTED: ReadonlySet<Anchor | undefined> = new Set<Anchor | undefined>([
  "condition",
  "existence",
]);

/** Resources have the same few keys again and again. */
const MEMORY = 100;

/** Reads a map of a pattern: its entries in the order in which Kyverno decides them. */
export function compileMap(pattern: Mapping, options: NodeOptions, compile: CompileNode): Walk {
  if (options.hasWildcardKeys === true) return wildcardWalk(pattern, compile);
  return entriesWalk(compileEntries(pattern, options, compile));
}

function compileEntries(
  pattern: Mapping,
  options: NodeOptions,
  compile: CompileNode,
): readonly Entry[] {
  return Object.entries(pattern).map(([text, part]) => {
    const { key } = parseAnchor(text);
    const isTags = options.isMetadata === true && (key === "labels" || key === "annotations");
    const below = {
      isMetadata: key === "metadata",
      hasWildcardKeys: isTags && isMapping(part) && needsResource(part),
    };
    return compileEntry(text, part, compile, below);
  });
}

/** Whether what the keys mean depends on the resource's own keys. */
function needsResource(tags: Mapping): boolean {
  return Object.entries(tags).some(([key, part]) => hasWildcard(key) || typeof part !== "string");
}

function entriesWalk(entries: readonly Entry[]): Walk {
  const noted = entries.filter(({ anchor }) => NOTED.has(anchor));
  const first = inOrder(entries.filter(({ anchor }) => DECIDED_FIRST.has(anchor)));
  const rest = anchoredFirst(entries.filter(({ anchor }) => !DECIDED_FIRST.has(anchor)));
  const [only] = rest;
  if (only !== undefined && entries.length === 1) {
    const { walk } = only;
    return (value, trail) => (isMapping(value) ? walk(value, trail) : noMap(value, trail));
  }
  if (first.length === 0) {
    return (value, trail) =>
      isMapping(value) ? firstMismatch(rest, value, trail) : noMap(value, trail);
  }
  return (value, trail) => {
    if (!isMapping(value)) return noMap(value, trail);
    for (const { text, key } of noted) noteAnchor(trail, text, Object.hasOwn(value, key));
    return decideAnchors(first, value, trail) ?? firstMismatch(rest, value, trail);
  };
}

/** What stands where the pattern has a map. */
function noMap(value: unknown, trail: Trail): Mismatch {
  const path = placeOf(trail);
  const message = `pattern and resource have different structures. Path: ${path}. Expected map[string]interface {}, found ${goTypeOf(value)}`;
  return violation(path, message);
}

/** A mismatch of an anchor; undefined when the other keys decide. */
function decideAnchors(
  entries: readonly Entry[],
  value: Mapping,
  trail: Trail,
): Mismatch | undefined {
  let skips: Mismatch[] | undefined;
  for (const entry of entries) {
    const mismatch = entry.walk(value, trail);
    if (mismatch === undefined) continue;
    if (mismatch.kind === "skip") {
      skips ??= [];
      skips.push(mismatch);
    } else if (skips === undefined || !skips.some(({ isDirect }) => isDirect)) {
      return mismatch;
    }
  }
  if (skips === undefined) return undefined;
  // Skips from further below count only when nothing here applies.
  const isSkipped = skips.length === entries.length || skips.some(({ isDirect }) => isDirect);
  return isSkipped ? combineSkips(placeOf(trail), skips) : undefined;
}

function firstMismatch(
  entries: readonly Entry[],
  value: Mapping,
  trail: Trail,
): Mismatch | undefined {
  for (const entry of entries) {
    const mismatch = entry.walk(value, trail);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((left, right) => (left.text < right.text ? -1 : 1));
}

/** Keys with an anchor in or below them come first, the last of them foremost; then the plain ones. */
function anchoredFirst(entries: readonly Entry[]): readonly Entry[] {
  const sorted = inOrder(entries);
  const anchored = sorted.filter(({ hasAnchor }) => hasAnchor);
  return [...anchored.toReversed(), ...sorted.filter(({ hasAnchor }) => !hasAnchor)];
}

/**
 * Labels or annotations whose keys may be wildcards: each stands for the first key of the resource that it matches, in the
 * order that an API server gives them (Kyverno takes any), and what is no text does not count.
 */
function wildcardWalk(pattern: Mapping, compile: CompileNode): Walk {
  const tags = Object.entries(pattern)
    .filter(([, part]) => typeof part === "string")
    .map(([text, part]) => {
      const { key } = parseAnchor(text);
      const matches = hasWildcard(key) ? compileWildcard(key) : undefined;
      return { text, matches, entry: compileEntry(text, part, compile) };
    });
  const walkFor = remember((keys: string): Walk => {
    const found: readonly (string | null)[] = JSON.parse(keys);
    const entries = tags.map(({ text, entry }, index) => {
      const key = found[index] ?? null;
      return key === null ? entry : entry.rename(withKey(text, key), key);
    });
    return entriesWalk(entries);
  }, MEMORY);
  return (value, trail) => {
    if (!isMapping(value)) return noMap(value, trail);
    const keys = Object.keys(value)
      .filter((key) => typeof value[key] === "string")
      .toSorted();
    const found = tags.map(({ matches }) => matches && keys.find((key) => matches(key)));
    return walkFor(JSON.stringify(found))(value, trail);
  };
}
