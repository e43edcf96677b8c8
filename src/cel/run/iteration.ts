import { CelMap } from "../boxed-values.ts";
import { LazyObject } from "../lazy-object.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import { isPlainMap } from "./equality.ts";
import { goTypeNameOf } from "./type-of.ts";

/** What a comprehension runs over: elements or keys, and with two variables indexes or keys with their values. */
export interface Iteration {
  readonly firsts: readonly CelValue[];
  readonly seconds: readonly CelValue[];
}

const NOTHING: readonly CelValue[] = [];

/** The items of a list or map, or cel-go's error for any other range. */
export function iterate(range: CelResult, pairs: boolean): Iteration | CelError {
  if (range instanceof CelError) return range;
  if (Array.isArray(range)) {
    const list: readonly CelValue[] = range;
    return pairs
      ? { firsts: list.map((_, index) => BigInt(index)), seconds: list }
      : { firsts: list, seconds: NOTHING };
  }
  return iterateMap(range, pairs) ?? notIterable(range, pairs);
}

function iterateMap(range: CelValue, pairs: boolean): Iteration | undefined {
  if (range instanceof CelMap) {
    return {
      firsts: range.entries.map(([key]) => key),
      seconds: range.entries.map(([, value]) => value),
    };
  }
  if (range instanceof LazyObject) return { firsts: range.names(), seconds: NOTHING };
  if (!isPlainMap(range)) return undefined;
  return { firsts: Object.keys(range), seconds: pairs ? Object.values(range) : NOTHING };
}

function notIterable(range: CelValue, pairs: boolean): CelError {
  const type = goTypeNameOf(range);
  return new CelError(
    pairs
      ? `unsupported comprehension range type: ${type}`
      : `got '${type}', expected iterable type`,
  );
}
