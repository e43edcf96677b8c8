import { isMapping } from "../compile-leaf.ts";
import { type Anchor, parseAnchor } from "../parse-anchor.ts";
import { fieldOf, own } from "./field.ts";
import { conditionalSkip, forbidden, globalSkip, type Mismatch, violation } from "./mismatch.ts";
import { enter, leave, placeOf, type Trail } from "./trail.ts";
import { type CompileNode, goTypeOf, type MapWalk, type NodeOptions, type Walk } from "./walk.ts";

/** One key of a pattern's map with what it asks of the resource's map. */
export interface Entry {
  /** The key as written, its anchor included. */
  readonly text: string;
  readonly key: string;
  readonly anchor: Anchor | undefined;
  /** Whether the key is a global anchor or an anchor stands below it. */
  readonly hasAnchor: boolean;
  readonly walk: MapWalk;
  /** The same for another key. */
  readonly rename: (text: string, key: string) => Entry;
}

/** Reads one entry of a pattern's map. */
export function compileEntry(
  text: string,
  part: unknown,
  compile: CompileNode,
  options: NodeOptions = {},
): Entry {
  const { anchor, key } = parseAnchor(text);
  const asked: Asked = { part, walk: compile(part, options), elements: elementsOf(part, compile) };
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
  return Object.entries(part).some(([key, value]) => {
    const { anchor } = parseAnchor(key);
    return (anchor !== undefined && anchor !== "addIfAbsent") || containsAnchor(value);
  });
}

function handlerOf(
  anchor: Anchor | undefined,
  { text, key }: { readonly text: string; readonly key: string },
  asked: Asked,
): MapWalk {
  const { part, walk } = asked;
  switch (anchor) {
    case "condition":
      return condition(key, walk);
    case "global":
      return global(key, walk);
    case "equality":
      return equality(key, walk);
    case "existence":
      return existence(key, asked);
    case "negation":
      return (map, trail) =>
        Object.hasOwn(map, key) ? forbidden(placeBelow(trail, key)) : undefined;
    default:
      // An add-if-absent anchor means nothing here: its key is taken as written.
      return part === "*" ? present(text) : plain(text, walk);
  }
}

function walkBelow(walk: Walk, value: unknown, key: string, trail: Trail): Mismatch | undefined {
  enter(trail, key);
  const mismatch = walk(value, trail);
  leave(trail);
  return mismatch;
}

function placeBelow(trail: Trail, key: string): string {
  return `${placeOf(trail)}${key}/`;
}

function plain(key: string, walk: Walk): MapWalk {
  const field = fieldOf(key);
  return (map, trail) => walkBelow(walk, own(map, field) ?? null, key, trail);
}

function equality(key: string, walk: Walk): MapWalk {
  const field = fieldOf(key);
  return (map, trail) => {
    const value = own(map, field);
    return value === undefined ? undefined : walkBelow(walk, value, key, trail);
  };
}

function present(key: string): MapWalk {
  const field = fieldOf(key);
  return (map, trail) => {
    if ((own(map, field) ?? null) !== null) return undefined;
    const path = placeOf(trail);
    return violation(path, `${path}/${key} not found`);
  };
}

function condition(key: string, walk: Walk): MapWalk {
  return (map, trail) => {
    if (!Object.hasOwn(map, key)) {
      const cause = "conditional anchor key doesn't exist in the resource";
      return conditionalSkip(placeBelow(trail, key), cause);
    }
    const mismatch = walkBelow(walk, map[key], key, trail);
    return mismatch && conditionalSkip(mismatch.path, mismatch.message);
  };
}

function global(key: string, walk: Walk): MapWalk {
  return (map, trail) => {
    if (!Object.hasOwn(map, key)) return undefined;
    const mismatch = walkBelow(walk, map[key], key, trail);
    return mismatch && globalSkip(mismatch.path, mismatch.message);
  };
}

/** `^(list)`: for each pattern of the list there is an element that satisfies it. */
function existence(key: string, { part, elements: patterns }: Asked): MapWalk {
  return (map, trail) => {
    if (!Object.hasOwn(map, key)) return undefined;
    enter(trail, key);
    const mismatch = findAll(patterns, part, map[key], trail);
    leave(trail);
    return mismatch;
  };
}

function findAll(
  patterns: Asked["elements"],
  part: unknown,
  elements: unknown,
  trail: Trail,
): Mismatch | undefined {
  if (!Array.isArray(elements)) {
    const message = `invalid resource type ${goTypeOf(elements)}: Existence ^ () anchor can be used only on list/array type resource`;
    return violation(placeOf(trail), message);
  }
  if (!Array.isArray(part)) {
    return wrongPattern(trail, part, "be of list to compare against resource");
  }
  for (const walk of patterns) {
    if (walk === undefined) {
      return wrongPattern(trail, part, "be of type map to compare against items in resource");
    }
    if (!hasElement(walk, elements, trail)) {
      const path = placeOf(trail);
      return violation(path, `existence anchor validation failed at path ${path}`);
    }
  }
  return undefined;
}

function hasElement(walk: Walk, elements: readonly unknown[], trail: Trail): boolean {
  return elements.some((element, index) => {
    enter(trail, index);
    const mismatch = walk(element, trail);
    leave(trail);
    return mismatch === undefined;
  });
}

function wrongPattern(trail: Trail, part: unknown, wish: string): Mismatch {
  const message = `invalid pattern type ${goTypeOf(part)}: Pattern has to ${wish}`;
  return violation(placeOf(trail), message);
}
