import { compileLeaf } from "../../../pattern/compile-leaf.ts";
import { parseGoDuration } from "../../../values/go-duration.ts";
import { formatGoValue } from "../../../values/go-format.ts";
import { parseGoJson } from "../../../values/go-json.ts";
import { parseQuantity, type Quantity } from "../../../values/quantity.ts";
import { parseSemver, type Semver } from "../../../values/semver.ts";
import { compileWildcard } from "../../../values/wildcard.ts";

/** A text read as each thing that operators look for in it; read when first asked for, once. */
interface Reading {
  duration?: bigint | null;
  quantity?: Quantity | null;
  semver?: Semver | null;
  wildcard?: (text: string) => boolean;
  range?: { readonly isInside: Test; readonly isOutside: Test } | null;
  list?: readonly string[] | null;
}

type Test = (value: unknown) => boolean;

/**
 * A side of a condition. Whole numbers that the policy writes are bigints: to Kyverno they are ints, while everything that
 * comes from variables is a float. Sides without variables are operands from load on and are read once.
 */
export interface Operand {
  readonly value: unknown;
  readonly reading: Reading;
  /** Of a list: its elements as Go prints them. */
  texts?: readonly Operand[];
}

/** Wraps a value for the operators. */
export function operandOf(value: unknown): Operand {
  return { value, reading: {} };
}

/** Nanoseconds of a text that is a Go duration. */
export function durationOf({ value, reading }: Operand): bigint | undefined {
  if (reading.duration === undefined) {
    const parsed = typeof value === "string" ? parseGoDuration(value) : undefined;
    reading.duration = parsed?.ok === true ? parsed.value : null;
  }
  return reading.duration ?? undefined;
}

/** The quantity that a text is. */
export function quantityOf({ value, reading }: Operand): Quantity | undefined {
  if (reading.quantity === undefined) {
    const parsed = typeof value === "string" ? parseQuantity(value) : undefined;
    reading.quantity = parsed?.ok === true ? parsed.value : null;
  }
  return reading.quantity ?? undefined;
}

/** The version that a text is. */
export function semverOf({ value, reading }: Operand): Semver | undefined {
  if (reading.semver === undefined) {
    const parsed = typeof value === "string" ? parseSemver(value) : undefined;
    reading.semver = parsed?.ok === true ? parsed.value : null;
  }
  return reading.semver ?? undefined;
}

/** Whether a text matches the operand's text as a wildcard pattern. */
export function isWildcardOf({ value, reading }: Operand, text: string): boolean {
  reading.wildcard ??= compileWildcard(typeof value === "string" ? value : "");
  return reading.wildcard(text);
}

const RANGE = /^[-|+]?\d+(?:\.\d+)?[A-Za-z]*-[-|+]?\d+(?:\.\d+)?[A-Za-z]*$/u;

/** Tests for inside and outside of the range `a-b` that a text is. */
export function rangeOf({ value, reading }: Operand): Reading["range"] {
  if (reading.range === undefined) {
    const isRange = typeof value === "string" && RANGE.test(value);
    reading.range = isRange
      ? { isInside: compileLeaf(value), isOutside: compileLeaf(value.replace("-", "!-")) }
      : null;
  }
  return reading.range;
}

/** The texts of a JSON list that a text is; undefined where it is no JSON, null where it is other JSON. */
export function jsonTextsOf({ value, reading }: Operand): readonly string[] | null | undefined {
  if (!("list" in reading)) {
    const parsed = typeof value === "string" ? parseGoJson(value) : undefined;
    if (parsed?.ok === true) reading.list = asTexts(parsed.value);
  }
  return reading.list;
}

function asTexts(value: unknown): readonly string[] | null {
  if (value === null) return [];
  if (!Array.isArray(value)) return null;
  const texts = value.map((item: unknown) => item ?? "");
  return texts.every((item) => typeof item === "string") ? texts : null;
}

/** The elements of a list as Go's `fmt.Sprint` prints them. */
export function elementsOf(operand: Operand): readonly Operand[] | undefined {
  if (operand.texts === undefined && Array.isArray(operand.value))
    operand.texts = operand.value.map((item: unknown) => operandOf(printed(item)));
  return operand.texts;
}

/** A value as Go's `fmt.Sprint` prints it. */
export function printed(value: unknown): string {
  return typeof value === "string" ? value : formatGoValue(value);
}
