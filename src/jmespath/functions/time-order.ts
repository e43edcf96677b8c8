import { defineFunction } from "../define-function.ts";
import { withTimes } from "./time-arguments.ts";

/** `time_before`: whether a time is before another. */
export const timeBefore = defineFunction({
  name: "time_before",
  summary: "whether a time is before another",
  args: [["string"], ["string"]],
  returns: ["bool"],
  call: (texts) => withTimes(texts, (first, second) => isAscending(first, second)),
});

/** `time_after`: whether a time is after another. */
export const timeAfter = defineFunction({
  name: "time_after",
  summary: "whether a time is after another",
  args: [["string"], ["string"]],
  returns: ["bool"],
  call: (texts) => withTimes(texts, (first, second) => isAscending(second, first)),
});

/** `time_between`: whether a time is after one and before another. */
export const timeBetween = defineFunction({
  name: "time_between",
  summary: "whether a time is between two others",
  args: [["string"], ["string"], ["string"]],
  returns: ["bool"],
  call: (texts) =>
    withTimes(texts, (time, start, end) => isAscending(start, time) && isAscending(time, end)),
});

function isAscending(
  first: { readonly nanos: bigint } | undefined,
  second: { readonly nanos: bigint } | undefined,
): boolean {
  return first !== undefined && second !== undefined && first.nanos < second.nanos;
}
