import { formatGoValue } from "../../values/go-format.ts";
import { compileLeaf, isMapping } from "../compile-leaf.ts";
import { compileMap } from "./compile-map.ts";
import { combineSkips, isSkip, type Mismatch } from "./mismatch.ts";
import { enter, leave, placeOf, type Trail } from "./trail.ts";
import { goTypeOf, type MapWalk, type NodeOptions, type Walk } from "./walk.ts";

/** Reads a pattern of any shape. */
export function compileNode(pattern: unknown, options: NodeOptions = {}): Walk {
  if (isMapping(pattern)) return requireMap(compileMap(pattern, options, compileNode));
  if (Array.isArray(pattern)) return requireList(compileList(pattern));
  return compileScalar(pattern);
}

function requireMap(walk: MapWalk): Walk {
  return (value, trail) => (isMapping(value) ? walk(value, trail) : otherStructure(value, trail));
}

function otherStructure(value: unknown, trail: Trail): Mismatch {
  const path = placeOf(trail);
  return {
    path,
    message: `pattern and resource have different structures. Path: ${path}. Expected map[string]interface {}, found ${goTypeOf(value)}`,
  };
}

type ListWalk = (value: readonly unknown[], trail: Trail) => Mismatch | undefined;

function requireList(walk: ListWalk): Walk {
  return (value, trail) => {
    if (Array.isArray(value)) return walk(value, trail);
    const path = placeOf(trail);
    return {
      path,
      message: `validation rule failed at path ${path}, resource does not satisfy the expected overlay pattern`,
    };
  };
}

function compileList(pattern: readonly unknown[]): ListWalk {
  const [first] = pattern;
  if (pattern.length === 0) {
    return (_, trail) => ({ path: placeOf(trail), message: "pattern Array empty" });
  }
  if (isMapping(first)) return everyElement(compileNode(first));
  if (!Array.isArray(first)) return compileScalar(first);
  return byPosition(pattern.map((part) => compileNode(part)));
}

/** Only a list's first pattern counts, and every element has to satisfy it. */
function everyElement(walk: Walk): ListWalk {
  return (elements, trail) => {
    let skips: Mismatch[] | undefined;
    for (let index = 0; index < elements.length; index += 1) {
      const mismatch = walkElement(walk, elements, index, trail);
      if (mismatch === undefined) continue;
      if (!isSkip(mismatch)) return mismatch;
      skips ??= [];
      skips.push(mismatch);
    }
    return skips?.length === elements.length ? combineSkips(placeOf(trail), skips) : undefined;
  };
}

function byPosition(walks: readonly Walk[]): ListWalk {
  return (elements, trail) => {
    if (elements.length < walks.length) {
      return {
        path: "",
        message: `validate Array failed, array length mismatch, resource Array len is ${elements.length} and pattern Array len is ${walks.length}`,
      };
    }
    const skips: Mismatch[] = [];
    for (const [index, walk] of walks.entries()) {
      const mismatch = walkElement(walk, elements, index, trail);
      if (mismatch === undefined) continue;
      if (!isSkip(mismatch)) return mismatch;
      skips.push(mismatch);
    }
    return skips.length === walks.length ? combineSkips(placeOf(trail), skips) : undefined;
  };
}

function walkElement(
  walk: Walk,
  elements: readonly unknown[],
  index: number,
  trail: Trail,
): Mismatch | undefined {
  enter(trail, index);
  const mismatch = walk(elements[index], trail);
  leave(trail);
  return mismatch;
}

/** A scalar on a list asks every element. */
function compileScalar(pattern: unknown): Walk {
  const matches = compileLeaf(pattern);
  const shown = typeof pattern === "number" ? policyNumber(pattern) : formatGoValue(pattern);
  return (value, trail) => {
    const isFine = Array.isArray(value)
      ? value.every((element) => matches(element))
      : matches(value);
    if (isFine) return undefined;
    const path = placeOf(trail);
    return {
      path,
      message: `resource value '${formatGoValue(value)}' does not match '${shown}' at path ${path}`,
    };
  };
}

/** Policies keep whole numbers as integers, which print without an exponent. */
function policyNumber(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : formatGoValue(value);
}
