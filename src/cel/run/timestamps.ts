import { CelTimestamp } from "../boxed-values.ts";
import { CelError, type CelResult } from "../values.ts";
import { timestampOf } from "./arithmetic.ts";

const NANOS = 1_000_000_000n;
const PARTS =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i;

/** Parses RFC 3339 as cel-go's `timestamp(string)` does. */
export function parseTimestamp(text: string): CelResult {
  const match = PARTS.exec(text);
  const [, year, month, day, hour, minute, second] = (match ?? []).map(Number);
  if (match === null || !inRange(month, 1, 12) || !inRange(day, 1, 31)) {
    return new CelError(`invalid RFC 3339 timestamp ${JSON.stringify(text)}`);
  }
  const date = new Date(0);
  date.setUTCFullYear(year ?? 0, (month ?? 1) - 1, day);
  if (second === 60 || date.getUTCDate() !== day || /[tz]/.test(text)) {
    return new CelError("type conversion error from 'string' to 'google.protobuf.Timestamp'");
  }
  date.setUTCHours(hour ?? 0, minute, second);
  const offset = offsetOf(match[8], match[9], match[10]);
  const fraction = BigInt((match[7] ?? "").slice(0, 9).padEnd(9, "0"));
  const seconds = BigInt(date.getTime() / 1000 - offset);
  return timestampOf(seconds * NANOS + fraction, offset);
}

function inRange(value: number | undefined, low: number, high: number): boolean {
  return value !== undefined && value >= low && value <= high;
}

function offsetOf(sign = "+", hours = "0", minutes = "0"): number {
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === "-" ? -seconds : seconds;
}

/** Go's RFC 3339 with as many fraction digits as needed, in the zone the timestamp was written in. */
export function formatTimestamp(timestamp: CelTimestamp): string {
  const { seconds, fraction } = split(timestamp);
  const date = dateAt(seconds, timestamp.offsetSeconds);
  const year = String(date.getUTCFullYear()).padStart(4, "0");
  const clock = date.toISOString().slice(-20, -5);
  const digits = String(fraction).padStart(9, "0").replace(/0+$/, "");
  const rest = digits === "" ? "" : `.${digits}`;
  return `${year}${clock}${rest}${formatOffset(timestamp.offsetSeconds)}`;
}

function formatOffset(seconds: number): string {
  if (seconds === 0) return "Z";
  const minutes = Math.abs(seconds) / 60;
  return `${seconds < 0 ? "-" : "+"}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function split(timestamp: CelTimestamp): { seconds: number; fraction: number } {
  const fraction = ((timestamp.nanos % NANOS) + NANOS) % NANOS;
  return {
    seconds: Number((timestamp.nanos - fraction) / NANOS),
    fraction: Number(fraction),
  };
}

function dateAt(seconds: number, offsetSeconds: number): Date {
  return new Date((seconds + offsetSeconds) * 1000);
}

/** Whole seconds since the epoch, rounded down. */
export function unixSeconds(timestamp: CelTimestamp): bigint {
  return BigInt(split(timestamp).seconds);
}

const FIELDS = {
  getFullYear: (date: Date) => date.getUTCFullYear(),
  getMonth: (date: Date) => date.getUTCMonth(),
  getDayOfYear: dayOfYear,
  getDayOfMonth: (date: Date) => date.getUTCDate() - 1,
  getDate: (date: Date) => date.getUTCDate(),
  getDayOfWeek: (date: Date) => date.getUTCDay(),
  getHours: (date: Date) => date.getUTCHours(),
  getMinutes: (date: Date) => date.getUTCMinutes(),
  getSeconds: (date: Date) => date.getUTCSeconds(),
} as const;

/** The accessors of a timestamp, as CEL names them. */
export type TimestampField = keyof typeof FIELDS | "getMilliseconds";

/** All accessors of a timestamp. */
export const TIMESTAMP_FIELDS: readonly TimestampField[] = [
  "getFullYear",
  "getMonth",
  "getDayOfYear",
  "getDayOfMonth",
  "getDate",
  "getDayOfWeek",
  "getHours",
  "getMinutes",
  "getSeconds",
  "getMilliseconds",
];

function dayOfYear(date: Date): number {
  const start = new Date(date);
  start.setUTCMonth(0, 1);
  return Math.round((date.getTime() - start.getTime()) / 86_400_000);
}

/** One field of a timestamp in a zone: an IANA name or `±HH:MM`; UTC when left out. */
export function timestampField(
  field: TimestampField,
  timestamp: CelTimestamp,
  zone = "UTC",
): CelResult {
  const { seconds, fraction } = split(timestamp);
  const offset = zoneOffset(zone, seconds);
  if (offset instanceof CelError) return offset;
  if (field === "getMilliseconds") return BigInt(Math.floor(fraction / 1_000_000));
  return BigInt(FIELDS[field](dateAt(seconds, offset)));
}

function zoneOffset(zone: string, seconds: number): number | CelError {
  if (zone === "UTC" || zone === "" || zone === "Local") return 0;
  const colon = zone.indexOf(":");
  return colon === -1
    ? namedOffset(zone, seconds)
    : fixedOffset(zone, zone.slice(0, colon), zone.slice(colon + 1));
}

function fixedOffset(zone: string, hourText: string, minuteText: string): number | CelError {
  for (const text of [hourText, minuteText]) {
    if (!/^[+-]?\d+$/.test(text)) {
      return new CelError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
  }
  const hours = Number(hourText);
  const minutes = Number(minuteText);
  if (hours < -23 || hours > 23) {
    return new CelError(`timezone offset hours out of range [-23, 23]: ${zone}`);
  }
  if (minutes < 0 || minutes > 59) {
    return new CelError(`timezone offset minutes out of range [0, 59]: ${zone}`);
  }
  return (hours * 60 + (zone.startsWith("-") ? -minutes : minutes)) * 60;
}

const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

function namedOffset(zone: string, seconds: number): number | CelError {
  if (!formatters.has(zone)) formatters.set(zone, zoneFormatter(zone));
  const formatter = formatters.get(zone);
  if (/\.\.|^[/\\]/.test(zone)) return new CelError("time: invalid location name");
  if (formatter === undefined) return new CelError(`unknown time zone ${zone}`);
  const parts: Record<string, number> = {};
  const instant = Math.max(seconds, FIRST_SAFE_SECOND);
  for (const { type, value } of formatter.formatToParts(instant * 1000)) {
    parts[type] = Number(value);
  }
  const wall = new Date(0);
  wall.setUTCFullYear(parts["year"] ?? 0, (parts["month"] ?? 1) - 1, parts["day"]);
  wall.setUTCHours(parts["hour"] ?? 0, parts["minute"], parts["second"]);
  return wall.getTime() / 1000 - instant;
}

/** Go looks zones up as files, so their case matters; Intl takes any case. */
const ZONE_NAME = /^(?:[A-Z][\w+-]*)(?:\/[A-Z][\w+-]*)*$/;

/** Before this the formatter counts years backwards; no zone had other rules then than a day later. */
const FIRST_SAFE_SECOND = -62_135_596_800 + 172_800;

function zoneFormatter(zone: string): Intl.DateTimeFormat | undefined {
  if (!ZONE_NAME.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-u-ca-iso8601", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
}
