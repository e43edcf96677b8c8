import { formatGoValue } from "../../values/go-format.ts";
import { compileLeaf, isMapping } from "../compile-leaf.ts";
import type { AnchorsSeen } from "./anchors-seen.ts";
import { compileMap } from "./compile-map.ts";
import { combineSkips, isSkip, type Mismatch } from "./mismatch.ts";
import { goTypeOf, type NodeOptions, type Walk } from "./walk.ts";

/** Reads a pattern of any shape. */
export function compileNode(pattern: unknown, options: NodeOptions = {}): Walk {
  if (isMapping(pattern)) return requireMap(compileMap(pattern, options, compileNode));
  if (Array.isArray(pattern)) return requireList(compileList(pattern));
  return compileScalar(pattern);
}

function requireMap(
  walk: (
    value: Readonly<Record<string, unknown>>,
    path: string,
    seen: AnchorsSeen,
  ) => Mismatch | undefined,
): Walk {
  return (value, path, seen) =>
    isMapping(value)
      ? walk(value, path, seen)
      : {
          path,
          message: `pattern and resource have different structures. Path: ${path}. Expected map[string]interface {}, found ${goTypeOf(value)}`,
        };
}

type ListWalk = (
  value: readonly unknown[],
  path: string,
  seen: AnchorsSeen,
) => Mismatch | undefined;

function requireList(walk: ListWalk): Walk {
  return (value, path, seen) =>
    Array.isArray(value)
      ? walk(value, path, seen)
      : {
          path,
          message: `validation rule failed at path ${path}, resource does not satisfy the expected overlay pattern`,
        };
}

function compileList(pattern: readonly unknown[]): ListWalk {
  const [first] = pattern;
  if (pattern.length === 0) return (_, path) => ({ path, message: "pattern Array empty" });
  if (isMapping(first)) return everyElement(compileNode(first));
  if (!Array.isArray(first)) return compileScalar(first);
  return byPosition(pattern.map((part) => compileNode(part)));
}

/** Only a list's first pattern counts, and every element has to satisfy it. */
function everyElement(walk: Walk): ListWalk {
  return (elements, path, seen) => {
    const skips: Mismatch[] = [];
    for (const [index, element] of elements.entries()) {
      const mismatch = walk(element, `${path}${index}/`, seen);
      if (mismatch === undefined) continue;
      if (!isSkip(mismatch)) return mismatch;
      skips.push(mismatch);
    }
    const isSkipped = skips.length > 0 && skips.length === elements.length;
    return isSkipped ? combineSkips(path, skips) : undefined;
  };
}

function byPosition(walks: readonly Walk[]): ListWalk {
  return (elements, path, seen) => {
    if (elements.length < walks.length) {
      return {
        path: "",
        message: `validate Array failed, array length mismatch, resource Array len is ${elements.length} and pattern Array len is ${walks.length}`,
      };
    }
    const skips: Mismatch[] = [];
    for (const [index, walk] of walks.entries()) {
      const mismatch = walk(elements[index], `${path}${index}/`, seen);
      if (mismatch === undefined) continue;
      if (!isSkip(mismatch)) return mismatch;
      skips.push(mismatch);
    }
    return skips.length === walks.length ? combineSkips(path, skips) : undefined;
  };
}

/** A scalar on a list asks every element. */
function compileScalar(pattern: unknown): Walk {
  const matches = compileLeaf(pattern);
  const shown = typeof pattern === "number" ? policyNumber(pattern) : formatGoValue(pattern);
  const mismatchOf = (value: unknown, path: string): Mismatch => ({
    path,
    message: `resource value '${formatGoValue(value)}' does not match '${shown}' at path ${path}`,
  });
  return (value, path) => {
    const isFine = Array.isArray(value)
      ? value.every((element) => matches(element))
      : matches(value);
    return isFine ? undefined : mismatchOf(value, path);
  };
}

/** Policies keep whole numbers as integers, which print without an exponent. */
function policyNumber(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : formatGoValue(value);
}
