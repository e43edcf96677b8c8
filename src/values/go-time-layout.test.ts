import { expect, test } from "vitest";
import { formatRfc3339 } from "./go-time.ts";
import { parseGoTime, RFC3339 } from "./go-time-layout.ts";

function read(layout: string, text: string): string {
  const time = parseGoTime(layout, text);
  return time.ok ? formatRfc3339(time.value) : time.error;
}

// Expected values are those of Go 1.26.
test.for([
  [RFC3339, "2021-01-02T15:04:05.123456789+05:30", "2021-01-02T15:04:05+05:30"],
  ["Jan _2 15:04:05.000", "May  6 01:02:03.456", "0000-05-06T01:02:03Z"],
  [
    "Mon, 02 Jan 2006 15:04:05 -0700",
    "Tue, 02 Jan 2023 15:04:05 +0100",
    "2023-01-02T15:04:05+01:00",
  ],
  ["Monday January 2 06", "friday AUGUST 7 68", "2068-08-07T00:00:00Z"],
  ["3:04PM", "12:06AM", "0000-01-01T00:06:00Z"],
  ["pm 3", "pm 5", "0000-01-01T17:00:00Z"],
  ["2006-002", "2020-060", "2020-02-29T00:00:00Z"],
  ["2006 __2", "2021  60", "2021-03-01T00:00:00Z"],
  ["2006 MST", "2021 CET", "2021-01-01T00:00:00Z"],
  ["Z07:00 -0700", "Z +0100", "0000-01-01T00:00:00Z"],
  ["2006 Z07", "2021 Z", "2021-01-01T00:00:00Z"],
  ["2006", "2021x", 'parsing time "2021x": extra text: "x"'],
  ["2006-01-02", "2021-5-6", 'parsing time "2021-5-6" as "2006-01-02": cannot parse "5-6" as "01"'],
  ["15:04", "24:00", 'parsing time "24:00": hour out of range'],
  ["2006-01-02", "2021-02-29", 'parsing time "2021-02-29": day out of range'],
  ["-0700", "+2500", 'parsing time "+2500": time zone offset hour out of range'],
  [
    "2006é",
    "2021",
    String.raw`parsing time "2021" as "2006\xc3\xa9": cannot parse "" as "\xc3\xa9"`,
  ],
] as const)("layout %s reads %s", ([layout, text, expected]) => {
  expect(read(layout, text)).toBe(expected);
});
