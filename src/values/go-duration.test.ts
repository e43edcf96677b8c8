import { expect, test } from "vitest";
import { formatGoDuration, parseGoDuration } from "./go-duration.ts";

// oxfmt-ignore
test.for<[text: string, nanoseconds: bigint, formatted: string]>([
  ["1h30m", 5_400_000_000_000n, "1h30m0s"],
  ["0", 0n, "0s"],
  ["+5m", 300_000_000_000n, "5m0s"],
  [".5s", 500_000_000n, "500ms"],
  ["1.s", 1_000_000_000n, "1s"],
  ["-1.5h", -5_400_000_000_000n, "-1h30m0s"],
  ["1µs1ns", 1_001n, "1.001µs"],
  ["1h0m0.5s", 3_600_500_000_000n, "1h0m0.5s"],
  ["-2562047h47m16.854775808s", -(2n ** 63n), "-2562047h47m16.854775808s"],
])("the duration %s is read and written as Go does", ([text, nanoseconds, formatted]) => {
  expect(parseGoDuration(text)).toEqual({ ok: true, value: nanoseconds });
  expect(formatGoDuration(nanoseconds)).toBe(formatted);
});

// oxfmt-ignore
test.for<[text: string, error: string]>([
  ["", 'time: invalid duration ""'],
  ["-", 'time: invalid duration "-"'],
  ["s", 'time: invalid duration "s"'],
  [".s", 'time: invalid duration ".s"'],
  ["5", 'time: missing unit in duration "5"'],
  ["1h5", 'time: missing unit in duration "1h5"'],
  ["1d", 'time: unknown unit "d" in duration "1d"'],
  ["1 h", 'time: unknown unit " h" in duration "1 h"'],
  ["2562047h47m16.854775808s", 'time: invalid duration "2562047h47m16.854775808s"'],
])("the text %o is no duration, in Go's words", ([text, error]) => {
  expect(parseGoDuration(text)).toEqual({ ok: false, error });
});
