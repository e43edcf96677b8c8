import { READERS, type ClockReading } from "./go-time/element-readers.ts";
import { readLayout } from "./go-time/layout-elements.ts";
import { daysBeforeMonth, daysInMonth, isLeapYear, timeOfCivil, type GoTime } from "./go-time.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";
import { remember } from "./remember.ts";

/** Go's name for it. */
export const RFC3339 = "2006-01-02T15:04:05Z07:00";

const layoutOf = remember(readLayout, 1000);

/** Reads a time as Go's `time.Parse` does, in UTC where the text names no zone, with Go's errors. */
export function parseGoTime(layout: string, text: string): Parsed<GoTime> {
  const bytes = toBytes(text);
  const { elements, suffix } = layoutOf(toBytes(layout));
  const reading: ClockReading = { year: 0, hour: 0, minute: 0, second: 0, nanosecond: 0 };
  let rest = bytes;
  const cannot = (at: string, element: string): Parsed<GoTime> =>
    notParsed(
      `parsing time ${quote(bytes)} as ${quote(toBytes(layout))}: cannot parse ${quote(at)} as ${quote(element)}`,
    );
  for (const [index, element] of elements.entries()) {
    const skipped = skipText(rest, element.prefix);
    if (!skipped.fits) return cannot(skipped.rest, element.prefix);
    const next = elements[index + 1];
    const read = READERS[element.kind](skipped.rest, reading, element, next);
    if (read.rest === undefined) return cannot(skipped.rest, element.text);
    if (read.outOfRange !== undefined)
      return notParsed(`parsing time ${quote(bytes)}: ${read.outOfRange} out of range`);
    rest = read.rest;
  }
  const end = skipText(rest, suffix);
  if (!end.fits) return cannot(end.rest, suffix);
  if (end.rest !== "")
    return notParsed(`parsing time ${quote(bytes)}: extra text: ${quote(end.rest)}`);
  const time = timeOf(reading);
  return typeof time === "string"
    ? notParsed(`parsing time ${quote(bytes)}: ${time}`)
    : parsed(time);
}

/** Reads the text between two elements; a run of spaces fits any other, and the end of the text. */
function skipText(text: string, expected: string): { fits: boolean; rest: string } {
  if (!expected.includes(" ") && text.startsWith(expected))
    return { fits: true, rest: text.slice(expected.length) };
  let rest = text;
  for (const part of expected.match(/ +|[^ ]/gs) ?? []) {
    if (part.startsWith(" ")) {
      if (rest !== "" && !rest.startsWith(" ")) return { fits: false, rest };
      rest = rest.replace(/^ +/, "");
    } else {
      if (!rest.startsWith(part)) return { fits: false, rest };
      rest = rest.slice(1);
    }
  }
  return { fits: true, rest };
}

/** The time that was read, or what is wrong with it. */
function timeOf(reading: ClockReading): GoTime | string {
  const date = dateOf(reading);
  if (typeof date === "string") return date;
  const { month, day } = date;
  if (day < 1 || day > daysInMonth(reading.year, month)) return "day out of range";
  const { year, minute, second, nanosecond } = reading;
  const clock = { year, month, day, hour: hourOf(reading), minute, second, nanosecond };
  if (reading.isUtc === true) return timeOfCivil(clock, 0);
  if (reading.offsetSeconds !== undefined) return timeOfCivil(clock, reading.offsetSeconds);
  // The offset of an abbreviation is unknown: the clock is kept. GMT+3 is shown with its own.
  const shown = /^GMT([+-]\d+)$/.exec(reading.zoneName ?? "")?.[1] ?? "0";
  return { ...timeOfCivil(clock, 0), offsetSeconds: Number(shown) * 3600 };
}

function hourOf({ hour, half }: ClockReading): number {
  if (half === "pm" && hour < 12) return hour + 12;
  return half === "am" && hour === 12 ? 0 : hour;
}

function dateOf(reading: ClockReading): { month: number; day: number } | string {
  const { year, yearDay, month = 1, day = 1 } = reading;
  if (yearDay === undefined) return { month, day };
  if (yearDay < 1 || yearDay > (isLeapYear(year) ? 366 : 365)) return "day-of-year out of range";
  let monthOfDay = 12;
  while (daysBeforeMonth(year, monthOfDay) >= yearDay) monthOfDay -= 1;
  const dayOfMonth = yearDay - daysBeforeMonth(year, monthOfDay);
  if (reading.month !== undefined && reading.month !== monthOfDay)
    return "day-of-year does not match month";
  if (reading.day !== undefined && reading.day !== dayOfMonth)
    return "day-of-year does not match day";
  return { month: monthOfDay, day: dayOfMonth };
}

/** Go reads bytes: one character each. */
function toBytes(text: string): string {
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

/** How package time quotes: everything but printable ASCII byte by byte. */
function quote(bytes: string): string {
  const escaped = bytes.replaceAll(/[^ !#-[\]-\u007f]/g, (character) =>
    character === '"' || character === "\\"
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${escaped}"`;
}
