import { formatGoValue } from "../../values/go-format.ts";
import { compileLeaf, isMapping } from "../compile-leaf.ts";
import { compileMap } from "./compile-map.ts";
import { combineSkips, type Mismatch, violation } from "./mismatch.ts";
import { enter, leave, placeOf, type Trail } from "./trail.ts";
import type { NodeOptions, Walk } from "./walk.ts";

/** Reads a pattern of any shape. */
export function compileNode(pattern: unknown, options: NodeOptions = {}): Walk {
  if (isMapping(pattern)) return compileMap(pattern, options, compileNode);
  if (Array.isArray(pattern)) return compileList(pattern);
  return compileScalar(pattern);
}

function compileList(pattern: readonly unknown[]): Walk {
  const [first] = pattern;
  if (pattern.length === 0) {
    return (value, trail) =>
      Array.isArray(value) ? violation(placeOf(trail), "pattern Array empty") : noList(trail);
  }
  if (isMapping(first)) return everyElement(compileNode(first));
  if (Array.isArray(first)) return byPosition(pattern.map((part) => compileNode(part)));
  const scalar = compileScalar(first);
  return (value, trail) => (Array.isArray(value) ? scalar(value, trail) : noList(trail));
}

function noList(trail: Trail): Mismatch {
  const path = placeOf(trail);
  const message = `validation rule failed at path ${path}, resource does not satisfy the expected overlay pattern`;
  return violation(path, message);
}

/** Only a list's first pattern counts, and every element has to satisfy it. */
function everyElement(walk: Walk): Walk {
  return (elements, trail) => {
    if (!Array.isArray(elements)) return noList(trail);
    let skips: Mismatch[] | undefined;
    for (let index = 0; index < elements.length; index += 1) {
      const mismatch = walkElement(walk, elements[index], index, trail);
      if (mismatch === undefined) continue;
      if (mismatch.kind !== "skip") return mismatch;
      skips ??= [];
      skips.push(mismatch);
    }
    return skips?.length === elements.length ? combineSkips(placeOf(trail), skips) : undefined;
  };
}

function byPosition(walks: readonly Walk[]): Walk {
  return (elements, trail) => {
    if (!Array.isArray(elements)) return noList(trail);
    if (elements.length < walks.length) {
      const message = `validate Array failed, array length mismatch, resource Array len is ${elements.length} and pattern Array len is ${walks.length}`;
      return violation("", message);
    }
    const skips: Mismatch[] = [];
    for (const [index, walk] of walks.entries()) {
      const mismatch = walkElement(walk, elements[index], index, trail);
      if (mismatch === undefined) continue;
      if (mismatch.kind !== "skip") return mismatch;
      skips.push(mismatch);
    }
    return skips.length === walks.length ? combineSkips(placeOf(trail), skips) : undefined;
  };
}

function walkElement(walk: Walk, element: unknown, index: number, trail: Trail): ReturnType<Walk> {
  enter(trail, index);
  const mismatch = walk(element, trail);
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
    const message = `resource value '${formatGoValue(value)}' does not match '${shown}' at path ${path}`;
    return violation(path, message);
  };
}

/** Policies keep whole numbers as integers of 64 bits, which print without an exponent. */
function policyNumber(value: number): string {
  const isInteger = Number.isInteger(value) && Math.abs(value) < 2 ** 63;
  return isInteger ? BigInt(value).toString() : formatGoValue(value);
}
