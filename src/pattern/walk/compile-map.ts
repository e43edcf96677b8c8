import { compileWildcard, hasWildcard } from "../../values/wildcard.ts";
import { isMapping } from "../compile-leaf.ts";
import { type Anchor, parseAnchor, withKey } from "../parse-anchor.ts";
import type { AnchorsSeen } from "./anchors-seen.ts";
import { compileEntry, type Entry } from "./compile-entry.ts";
import { combineSkips, isSkip, type Mismatch } from "./mismatch.ts";
import type { CompileNode, NodeOptions } from "./walk.ts";

type MapWalk = (
  value: Readonly<Record<string, unknown>>,
  path: string,
  seen: AnchorsSeen,
) => Mismatch | undefined;

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

/** Reads a map of a pattern: its entries in the order in which Kyverno decides them. */
export function compileMap(
  pattern: Readonly<Record<string, unknown>>,
  options: NodeOptions,
  compile: CompileNode,
): MapWalk {
  if (options.hasWildcardKeys === true) return wildcardWalk(pattern, compile);
  return entriesWalk(compileEntries(pattern, options, compile));
}

function compileEntries(
  pattern: Readonly<Record<string, unknown>>,
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
function needsResource(tags: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(tags).some(([key, part]) => hasWildcard(key) || typeof part !== "string");
}

function entriesWalk(entries: readonly Entry[]): MapWalk {
  const noted = entries.filter(({ anchor }) => NOTED.has(anchor));
  const first = inOrder(entries.filter(({ anchor }) => DECIDED_FIRST.has(anchor)));
  const rest = anchoredFirst(entries.filter(({ anchor }) => !DECIDED_FIRST.has(anchor)));
  return (value, path, seen) => {
    for (const { text, key } of noted) seen.note(text, Object.hasOwn(value, key));
    const skips: Mismatch[] = [];
    let applied = 0;
    for (const entry of first) {
      const mismatch = entry.walk(value, path, seen);
      if (mismatch === undefined) {
        applied += 1;
      } else if (isSkip(mismatch)) {
        skips.push(mismatch);
      } else if (!skips.some(({ skip }) => skip === "direct")) {
        return mismatch;
      }
    }
    if (skips.length > 0 && (applied === 0 || skips.some(({ skip }) => skip === "direct"))) {
      return combineSkips(path, skips);
    }
    return firstMismatch(rest, value, path, seen);
  };
}

function firstMismatch(
  entries: readonly Entry[],
  value: Readonly<Record<string, unknown>>,
  path: string,
  seen: AnchorsSeen,
): Mismatch | undefined {
  for (const entry of entries) {
    const mismatch = entry.walk(value, path, seen);
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
 * Labels or annotations whose keys may be wildcards: each stands for the first key of the resource that it matches, and
 * what is no text does not count.
 */
function wildcardWalk(pattern: Readonly<Record<string, unknown>>, compile: CompileNode): MapWalk {
  const tags = Object.entries(pattern)
    .filter(([, part]) => typeof part === "string")
    .map(([text, part]) => {
      const { key } = parseAnchor(text);
      const matches = hasWildcard(key) ? compileWildcard(key) : undefined;
      return { text, matches, entry: compileEntry(text, part, compile) };
    });
  return (value, path, seen) => {
    const keys = Object.keys(value).filter((key) => typeof value[key] === "string");
    const entries = tags.map(({ text, matches, entry }) => {
      const found = matches === undefined ? undefined : keys.find((key) => matches(key));
      return found === undefined ? entry : entry.rename(withKey(text, found), found);
    });
    return entriesWalk(entries)(value, path, seen);
  };
}
