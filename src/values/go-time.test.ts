import { expect, test } from "vitest";
import {
  civilOfTime,
  durationBetween,
  formatRfc3339,
  truncateTime,
  weekdayOf,
  type GoTime,
} from "./go-time.ts";
import { parseGoTime, RFC3339 } from "./go-time-layout.ts";

function at(text: string): GoTime {
  const time = parseGoTime(RFC3339, text);
  if (!time.ok) throw new Error(time.error);
  return time.value;
}

test.for([
  "0000-02-29T23:59:59Z",
  "0001-01-01T00:00:00Z",
  "1969-12-31T23:59:59-12:00",
  "2000-02-29T00:00:00Z",
  "9999-12-31T23:59:59+14:00",
])("%s is written as it was read", (text) => {
  expect(formatRfc3339(at(text))).toBe(text);
});

test("the days of four centuries are those of the calendar", () => {
  const day = 86_400n * 1_000_000_000n;
  const end = at("2300-03-01T00:00:00Z").nanos;
  const wrong: string[] = [];
  for (let { nanos } = at("1899-12-25T00:00:00Z"); nanos < end; nanos += day * 3n) {
    const { year, month, day: date } = civilOfTime({ nanos, offsetSeconds: 0 });
    const utc = new Date(Number(nanos / 1_000_000n));
    const expected = [utc.getUTCFullYear(), utc.getUTCMonth() + 1, utc.getUTCDate()].join("-");
    if ([year, month, date].join("-") !== expected) wrong.push(expected);
  }
  expect(wrong).toEqual([]);
});

test("the weekday is that of the zone", () => {
  expect(weekdayOf(at("2021-01-02T23:00:00Z"))).toBe(6);
  expect(weekdayOf(at("2021-01-03T01:00:00+02:00"))).toBe(0);
  expect(weekdayOf(at("0001-01-01T00:00:00Z"))).toBe(1);
});

test.for([
  ["1970-01-01T00:00:00Z", "7h", 25_200n, "1969-12-31T22:00:00Z"],
  ["2021-01-02T15:04:05-07:00", "24h", 86_400n, "2021-01-01T17:00:00-07:00"],
  ["2021-01-02T15:04:05Z", "-1h", -3600n, "2021-01-02T15:04:05Z"],
] as const)("%s truncated to %s", ([text, , seconds, expected]) => {
  expect(formatRfc3339(truncateTime(at(text), seconds * 1_000_000_000n))).toBe(expected);
});

test("a duration never leaves int64", () => {
  const first = at("0001-01-01T00:00:00Z");
  const last = at("9999-12-31T23:59:59Z");
  expect(durationBetween(first, last)).toBe(2n ** 63n - 1n);
  expect(durationBetween(last, first)).toBe(-(2n ** 63n));
});
