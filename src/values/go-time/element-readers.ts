import type { ElementKind, LayoutElement } from "./layout-elements.ts";

/** What the elements of a layout have read so far. */
export interface ClockReading {
  year: number;
  month?: number;
  day?: number;
  yearDay?: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  half?: "am" | "pm";
  offsetSeconds?: number;
  /** Written as `Z` or `UTC`, which no offset changes. */
  isUtc?: true;
  zoneName?: string;
}

/** What is left of the text behind the element; undefined when it does not fit, and what is out of range. */
export type ElementReading =
  | { readonly rest: string; readonly outOfRange?: string }
  | { readonly rest: undefined };

type Reader = (
  text: string,
  reading: ClockReading,
  element: LayoutElement,
  next: LayoutElement | undefined,
) => ElementReading;

const NO_FIT: ElementReading = { rest: undefined };

const MONTHS =
  "January February March April May June July August September October November December".split(
    " ",
  );
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const short = (name: string): string => name.slice(0, 3);

/** How Go's time.Parse reads each element. */
export const READERS: Readonly<Record<ElementKind, Reader>> = {
  year: readYear,
  longYear: readLongYear,
  month: (text, reading) => readMonthName(text, reading, MONTHS.map(short)),
  longMonth: (text, reading) => readMonthName(text, reading, MONTHS),
  numMonth: (text, reading) => readMonth(text, reading, false),
  zeroMonth: (text, reading) => readMonth(text, reading, true),
  weekDay: (text) => readName(text, DAYS.map(short)).reading,
  longWeekDay: (text) => readName(text, DAYS).reading,
  day: (text, reading) => readDay(text, reading, false),
  underDay: (text, reading) => readDay(text.replace(/^ /, ""), reading, false),
  zeroDay: (text, reading) => readDay(text, reading, true),
  underYearDay: (text, reading) => readYearDay(text.replace(/^ {1,2}/, ""), reading, false),
  zeroYearDay: (text, reading) => readYearDay(text, reading, true),
  hour: (text, reading) => readHour(text, reading, { fixed: false, end: 24 }),
  hour12: (text, reading) => readHour(text, reading, { fixed: false, end: 13 }),
  zeroHour12: (text, reading) => readHour(text, reading, { fixed: true, end: 13 }),
  minute: (text, reading) => readMinute(text, reading, false),
  zeroMinute: (text, reading) => readMinute(text, reading, true),
  second: (text, reading, _, next) => readSecond(text, reading, false, next),
  zeroSecond: (text, reading, _, next) => readSecond(text, reading, true, next),
  PM: (text, reading) => readHalf(text, reading, { AM: "am", PM: "pm" }),
  pm: (text, reading) => readHalf(text, reading, { am: "am", pm: "pm" }),
  zone: readZone,
  zoneName: readZoneName,
  exactFraction: (text, reading, { text: { length } }) => readFraction(text, reading, length),
  anyFraction: (text, reading) => {
    const digits = /^[.,]\d+/.exec(text)?.[0];
    return digits === undefined ? { rest: text } : readFraction(text, reading, digits.length);
  },
};

interface Digits {
  readonly value: number;
  readonly rest: string;
}

/** One or two digits; two when `fixed`. */
function readNumber(text: string, fixed: boolean): Digits | undefined {
  const digits = (fixed ? /^\d\d/ : /^\d\d?/).exec(text)?.[0];
  return digits === undefined
    ? undefined
    : { value: Number(digits), rest: text.slice(digits.length) };
}

function readYear(text: string, reading: ClockReading): ElementReading {
  const digits = /^(?:\d\d|[+-]\d)/.exec(text)?.[0];
  if (digits === undefined) return NO_FIT;
  const value = Number(digits);
  reading.year = value + (value >= 69 ? 1900 : 2000);
  return { rest: text.slice(2) };
}

function readLongYear(text: string, reading: ClockReading): ElementReading {
  if (!/^\d{4}/.test(text)) return NO_FIT;
  reading.year = Number(text.slice(0, 4));
  return { rest: text.slice(4) };
}

function readName(
  text: string,
  names: readonly string[],
): { index: number; reading: ElementReading } {
  const lower = text.toLowerCase();
  const index = names.findIndex((name) => lower.startsWith(name.toLowerCase()));
  const name = names[index];
  return { index, reading: name === undefined ? NO_FIT : { rest: text.slice(name.length) } };
}

function readMonthName(
  text: string,
  reading: ClockReading,
  names: readonly string[],
): ElementReading {
  const { index, reading: read } = readName(text, names);
  reading.month = index + 1;
  return read;
}

function readMonth(text: string, reading: ClockReading, fixed: boolean): ElementReading {
  const number = readNumber(text, fixed);
  if (number === undefined) return NO_FIT;
  reading.month = number.value;
  return within(number, 1, 13, "month");
}

function readDay(text: string, reading: ClockReading, fixed: boolean): ElementReading {
  const number = readNumber(text, fixed);
  if (number === undefined) return NO_FIT;
  // Whether the month has such a day is seen when year and month are known.
  reading.day = number.value;
  return { rest: number.rest };
}

function readYearDay(text: string, reading: ClockReading, fixed: boolean): ElementReading {
  const digits = (fixed ? /^\d{3}/ : /^\d{1,3}/).exec(text)?.[0];
  if (digits === undefined) return NO_FIT;
  reading.yearDay = Number(digits);
  return { rest: text.slice(digits.length) };
}

function readHour(
  text: string,
  reading: ClockReading,
  { fixed, end }: { readonly fixed: boolean; readonly end: number },
): ElementReading {
  const number = readNumber(text, fixed);
  if (number === undefined) return NO_FIT;
  reading.hour = number.value;
  return within(number, 0, end, "hour");
}

function readMinute(text: string, reading: ClockReading, fixed: boolean): ElementReading {
  const number = readNumber(text, fixed);
  if (number === undefined) return NO_FIT;
  reading.minute = number.value;
  return within(number, 0, 60, "minute");
}

function readSecond(
  text: string,
  reading: ClockReading,
  fixed: boolean,
  next: LayoutElement | undefined,
): ElementReading {
  const number = readNumber(text, fixed);
  if (number === undefined) return NO_FIT;
  reading.second = number.value;
  const read = within(number, 0, 60, "second");
  if ("outOfRange" in read) return read;
  // A fraction may follow even where the layout has none.
  const fraction = /^[.,]\d+/.exec(number.rest)?.[0];
  const expected = next?.kind === "exactFraction" || next?.kind === "anyFraction";
  if (fraction === undefined || expected) return read;
  return readFraction(number.rest, reading, fraction.length);
}

function readHalf(
  text: string,
  reading: ClockReading,
  names: Readonly<Record<string, "am" | "pm">>,
): ElementReading {
  const half = names[text.slice(0, 2)];
  if (half === undefined) return NO_FIT;
  // The afternoon wins when a layout has two of them.
  if (reading.half !== "pm") reading.half = half;
  return { rest: text.slice(2) };
}

/** A fraction of `length` characters, its point included; digits behind the ninth are read and dropped. */
function readFraction(text: string, reading: ClockReading, length: number): ElementReading {
  const [, sign, digits] = /^[.,]([+-]?)(\d+)$/.exec(text.slice(0, Math.min(length, 10))) ?? [];
  if (text.length < length || sign === undefined || digits === undefined) return NO_FIT;
  reading.nanosecond = Number(digits) * 10 ** Math.max(0, 10 - length);
  const rest = text.slice(length);
  return sign === "-" && Number(digits) > 0 ? { rest, outOfRange: "fractional second" } : { rest };
}

function within(
  { value, rest }: Digits,
  from: number,
  end: number,
  outOfRange: string,
): ElementReading {
  return value >= from && value < end ? { rest } : { rest, outOfRange };
}

const ZONES: Readonly<Record<string, RegExp>> = {
  "07": /^(.)(..)()()/s,
  "0700": /^(.)(..)(..)()/s,
  "07:00": /^(.)(..):(..)()/s,
  "070000": /^(.)(..)(..)(..)/s,
  "07:00:00": /^(.)(..):(..):(..)/s,
};

function readZone(text: string, reading: ClockReading, element: LayoutElement): ElementReading {
  if (!element.text.startsWith("Z") || !text.startsWith("Z"))
    return readOffset(text, reading, element);
  reading.isUtc = true;
  return { rest: text.slice(1) };
}

function readOffset(text: string, reading: ClockReading, element: LayoutElement): ElementReading {
  const [whole, sign, ...parts] = ZONES[element.text.slice(1)]?.exec(text) ?? [];
  if (whole === undefined) return NO_FIT;
  const numbers = parts.map(zonePart);
  // Go reads nothing behind a part that is no number.
  const unread = numbers.findIndex(Number.isNaN);
  const outOfRange = zoneOutOfRange(unread === -1 ? numbers : numbers.slice(0, unread));
  const rest = text.slice(whole.length);
  if (outOfRange !== undefined) return { rest, outOfRange };
  const offset = numbers.reduce((sum, number) => sum * 60 + number);
  if (unread !== -1 || (sign !== "+" && sign !== "-")) return NO_FIT;
  reading.offsetSeconds = sign === "-" ? -offset : offset;
  return { rest };
}

function zonePart(part: string): number {
  return part === "" ? 0 : (readNumber(part, true)?.value ?? Number.NaN);
}

/** Whole days and hours are allowed as well; Go names what it looks at last. */
function zoneOutOfRange([hours = 0, minutes = 0, seconds = 0]: readonly number[]):
  | string
  | undefined {
  if (seconds > 60) return "time zone offset second";
  if (minutes > 60) return "time zone offset minute";
  return hours > 24 ? "time zone offset hour" : undefined;
}

function readZoneName(text: string, reading: ClockReading): ElementReading {
  if (text.startsWith("UTC")) {
    reading.isUtc = true;
    return { rest: text.slice(3) };
  }
  const name = zoneNameAt(text);
  if (name === undefined) return NO_FIT;
  reading.zoneName = name;
  return { rest: text.slice(name.length) };
}

/** The names that Go takes for abbreviations of zones. */
function zoneNameAt(text: string): string | undefined {
  const special = /^(?:ChST|MeST)/.exec(text)?.[0];
  if (special !== undefined) return special;
  if (text.startsWith("GMT")) return `GMT${signedOffset(text.slice(3))}`;
  if (/^[+-]/.test(text)) {
    const offset = signedOffset(text);
    return text.length < 3 || offset === "" ? undefined : offset;
  }
  return /^(?:[A-Z]{3,4}T|WITA|[A-Z]{3})(?![A-Z])/.exec(text)?.[0];
}

function signedOffset(text: string): string {
  const offset = /^[+-]\d+/.exec(text)?.[0] ?? "";
  return Math.abs(Number(offset)) > 23 ? "" : offset;
}
