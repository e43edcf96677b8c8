import { expect, test } from "vitest";
import { CelTimestamp } from "../boxed-values.ts";
import { CelError, type CelResult } from "../values.ts";
import {
  formatTimestamp,
  parseTimestamp,
  timestampField,
  type TimestampField,
} from "./timestamps.ts";

function parsed(text: string): CelTimestamp {
  const value = parseTimestamp(text);
  if (!(value instanceof CelTimestamp)) throw new Error(JSON.stringify(value));
  return value;
}

test.for([
  "2024-02-29T12:34:56.789Z",
  "1969-12-31T23:59:59.000000001Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999999999Z",
  "2023-01-01T00:00:00-05:30",
])("%s prints as it was written", (text) => {
  expect(formatTimestamp(parsed(text))).toBe(text);
});

test("an offset moves the instant, and zero offset prints as Z", () => {
  expect(parsed("1970-01-01T01:00:00+01:00").nanos).toBe(0n);
  expect(formatTimestamp(parsed("1970-01-01T00:00:00+00:00"))).toBe("1970-01-01T00:00:00Z");
});

const CONVERSION = "type conversion error from 'string' to 'google.protobuf.Timestamp'";
test.for([
  ["2024-01-01", 'invalid RFC 3339 timestamp "2024-01-01"'],
  ["2024-13-01T00:00:00Z", 'invalid RFC 3339 timestamp "2024-13-01T00:00:00Z"'],
  ["2024-01-01T24:00:00Z", 'invalid RFC 3339 timestamp "2024-01-01T24:00:00Z"'],
  ["2023-02-29T00:00:00Z", CONVERSION],
  ["2024-01-01T00:00:60Z", CONVERSION],
  ["2024-01-01t00:00:00Z", CONVERSION],
  ["0000-01-01T00:00:00Z", "timestamp overflow"],
])("%s is refused", ([text, message]) => {
  expect(parseTimestamp(text ?? "")).toEqual(new CelError(message ?? ""));
});

const LEAP = "2024-02-29T12:34:56.789Z";
test.for<[TimestampField, string | undefined, CelResult]>([
  ["getFullYear", undefined, 2024n],
  ["getMonth", undefined, 1n],
  ["getDayOfYear", undefined, 59n],
  ["getDayOfMonth", undefined, 28n],
  ["getDate", undefined, 29n],
  ["getDayOfWeek", undefined, 4n],
  ["getHours", "America/New_York", 7n],
  ["getHours", "-08:00", 4n],
  ["getHours", "5:3", 17n],
  ["getMinutes", "Asia/Kolkata", 4n],
  ["getSeconds", "", 56n],
  ["getMilliseconds", undefined, 789n],
  ["getDate", "Pacific/Auckland", 1n],
  ["getHours", "abc", new CelError("unknown time zone abc")],
  ["getHours", "utc", new CelError("unknown time zone utc")],
  ["getHours", "../etc", new CelError("time: invalid location name")],
  ["getHours", "+5", new CelError("unknown time zone +5")],
  ["getHours", "24:00", new CelError("timezone offset hours out of range [-23, 23]: 24:00")],
  ["getHours", "1:60", new CelError("timezone offset minutes out of range [0, 59]: 1:60")],
])("%s(%s)", ([field, zone, expected]) => {
  expect(timestampField(field, parsed(LEAP), zone)).toEqual(expected);
});

test("a zone may lead out of the years of timestamps", () => {
  expect(timestampField("getFullYear", parsed("0001-01-01T00:00:00Z"), "Etc/GMT+5")).toBe(0n);
});
