import type { CelHost } from "../host.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";

/** The state of one evaluation: the caller's variables, comprehension variables by position, and what cost is left. */
export interface Frame {
  readonly slots: readonly unknown[];
  readonly locals: (CelResult | undefined)[];
  readonly host: CelHost;
  /** Steps left; below zero the whole evaluation fails, whatever absorbs errors on the way. */
  budget: number;
}

/** A compiled piece of an expression. */
export type Code = (frame: Frame) => CelResult;

/** Code and what is known of its value without running it. */
export interface Planned {
  readonly run: Code;
  /** Set when the value is always the same. */
  readonly constant?: CelValue;
  /** Set for `size(x)`: the size as a number, so that comparing it needs no bigint. */
  readonly count?: (frame: Frame) => number | CelError;
  /** Set for a chain that always gives an optional: its content, `undefined` when there is none. */
  readonly content?: (frame: Frame) => CelResult | undefined;
}

/** Kubernetes' limit for one expression (apiserver `celconfig.PerCallLimit`). */
export const BUDGET = 1_000_000;

/** Kubernetes' error for an expression that takes too long. */
export function budgetExceeded(): CelError {
  return new CelError("operation cancelled: actual cost limit exceeded");
}

const FREE_LENGTH = 64;

/** Pays for a value that a function reads or builds, as cel-go's cost model does: a tenth of a step a character, one an element. */
export function charge(frame: Frame, value: CelResult, perElement = 1): void {
  if (typeof value === "string") {
    if (value.length > FREE_LENGTH) frame.budget -= value.length / 10;
  } else if (Array.isArray(value)) frame.budget -= value.length * perElement;
}

/** The size of a list, for functions that compare each element with each. */
export function lengthOf(value: CelResult): number {
  return Array.isArray(value) ? value.length : 1;
}
