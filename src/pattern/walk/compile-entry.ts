import { isMapping } from "../compile-leaf.ts";
import { type Anchor, parseAnchor } from "../parse-anchor.ts";
import type { AnchorsSeen } from "./anchors-seen.ts";
import {
  conditionalMismatch,
  globalMismatch,
  type Mismatch,
  negationMismatch,
} from "./mismatch.ts";
import { type CompileNode, goTypeOf, type NodeOptions, type Walk } from "./walk.ts";

type MapOf = Readonly<Record<string, unknown>>;

/** One key of a pattern's map with what it asks of the resource's map. */
export interface Entry {
  /** The key as written, its anchor included. */
  readonly text: string;
  readonly key: string;
  readonly anchor: Anchor | undefined;
  /** Whether the key is a global anchor or an anchor stands below it. */
  readonly hasAnchor: boolean;
  readonly walk: (map: MapOf, path: string, seen: AnchorsSeen) => Mismatch | undefined;
  /** The same for another key. */
  readonly rename: (text: string, key: string) => Entry;
}

/** Reads one entry of a pattern's map. */
export function compileEntry(
  text: string,
  part: unknown,
  compile: CompileNode,
  below: NodeOptions = {},
): Entry {
  const { anchor, key } = parseAnchor(text);
  const asked: Asked = { part, walk: compile(part, below), elements: elementsOf(part, compile) };
  const hasAnchor = anchor === "global" || containsAnchor(part);
  const build = (writtenText: string, writtenKey: string): Entry => ({
    text: writtenText,
    key: writtenKey,
    anchor,
    hasAnchor,
    walk: handlerOf(anchor, { text: writtenText, key: writtenKey }, asked),
    rename: build,
  });
  return build(text, key);
}

/** What an entry asks of a value: as one pattern, and for an existence anchor as several. */
interface Asked {
  readonly part: unknown;
  readonly walk: Walk;
  readonly elements: readonly (Walk | undefined)[];
}

function elementsOf(part: unknown, compile: CompileNode): Asked["elements"] {
  if (!Array.isArray(part)) return [];
  return part.map((pattern: unknown) => (isMapping(pattern) ? compile(pattern) : undefined));
}

function containsAnchor(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(containsAnchor);
  if (!isMapping(part)) return false;
  return Object.entries(part).some(([key, below]) => {
    const { anchor } = parseAnchor(key);
    return (anchor !== undefined && anchor !== "addIfAbsent") || containsAnchor(below);
  });
}

function handlerOf(
  anchor: Anchor | undefined,
  { text, key }: { readonly text: string; readonly key: string },
  asked: Asked,
): Entry["walk"] {
  const { part, walk } = asked;
  switch (anchor) {
    case "condition":
      return condition(key, walk);
    case "global":
      return global(key, walk);
    case "equality":
      return (map, path, seen) =>
        Object.hasOwn(map, key) ? walk(map[key], `${path}${key}/`, seen) : undefined;
    case "existence":
      return existence(key, asked);
    case "negation":
      return (map, path) =>
        Object.hasOwn(map, key) ? negationMismatch(`${path}${key}/`) : undefined;
    default:
      // An add-if-absent anchor means nothing here: its key is taken as written.
      return part === "*"
        ? present(text)
        : (map, path, seen) => walk(own(map, text), `${path}${text}/`, seen);
  }
}

function own(map: MapOf, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : null;
}

function present(key: string): Entry["walk"] {
  return (map, path) =>
    (own(map, key) ?? null) === null ? { path, message: `${path}/${key} not found` } : undefined;
}

function condition(key: string, walk: Walk): Entry["walk"] {
  return (map, path, seen) => {
    const place = `${path}${key}/`;
    if (!Object.hasOwn(map, key)) {
      return conditionalMismatch(place, "conditional anchor key doesn't exist in the resource");
    }
    const mismatch = walk(map[key], place, seen);
    return mismatch && conditionalMismatch(mismatch.path, mismatch.message);
  };
}

function global(key: string, walk: Walk): Entry["walk"] {
  return (map, path, seen) => {
    if (!Object.hasOwn(map, key)) return undefined;
    const mismatch = walk(map[key], `${path}${key}/`, seen);
    return mismatch && globalMismatch(mismatch.path, mismatch.message);
  };
}

/** `^(list)`: for each pattern of the list there is an element that satisfies it. */
function existence(key: string, { part, elements: patterns }: Asked): Entry["walk"] {
  return (map, path, seen) => {
    if (!Object.hasOwn(map, key)) return undefined;
    const place = `${path}${key}/`;
    const elements = map[key];
    if (!Array.isArray(elements)) {
      const message = `invalid resource type ${goTypeOf(elements)}: Existence ^ () anchor can be used only on list/array type resource`;
      return { path: place, message };
    }
    if (!Array.isArray(part)) {
      return wrongPattern(place, part, "be of list to compare against resource");
    }
    for (const walk of patterns) {
      if (walk === undefined) {
        return wrongPattern(place, part, "be of type map to compare against items in resource");
      }
      const isThere = elements.some(
        (element, index) => walk(element, `${place}${index}/`, seen) === undefined,
      );
      if (!isThere) {
        return { path: place, message: `existence anchor validation failed at path ${place}` };
      }
    }
    return undefined;
  };
}

function wrongPattern(path: string, part: unknown, wish: string): Mismatch {
  return { path, message: `invalid pattern type ${goTypeOf(part)}: Pattern has to ${wish}` };
}
