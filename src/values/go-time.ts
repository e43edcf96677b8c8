/** An instant as Go's time.Time has it: nanoseconds since the epoch, shown in a zone of fixed offset. */
export interface GoTime {
  readonly nanos: bigint;
  readonly offsetSeconds: number;
}

/** A date and time of day as a calendar and a clock show them. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
}

const NANOS = 1_000_000_000n;
const DAY = 86_400;
const MAX_INT64 = 2n ** 63n - 1n;
/** From the year 1, which Go counts from, to the epoch. */
const YEAR_ONE = -62_135_596_800n * NANOS;

/** What `clock` shows in a zone, as Go's `time.Date` reads it. */
export function timeOfCivil(clock: CivilTime, offsetSeconds: number): GoTime {
  const days = daysBeforeYear(clock.year) + daysBeforeMonth(clock.year, clock.month) + clock.day;
  const seconds = (days - 1) * DAY + clock.hour * 3600 + clock.minute * 60 + clock.second;
  const nanos = BigInt(seconds - offsetSeconds) * NANOS + BigInt(clock.nanosecond);
  return { nanos, offsetSeconds };
}

/** What calendar and clock show at a time in its zone. */
export function civilOfTime({ nanos, offsetSeconds }: GoTime): CivilTime {
  const local = nanos + BigInt(offsetSeconds) * NANOS;
  const nanosecond = floorModulo(local, NANOS);
  const seconds = Number((local - nanosecond) / NANOS);
  const clock = seconds - Math.floor(seconds / DAY) * DAY;
  return {
    ...dateOfDay(Math.floor(seconds / DAY)),
    hour: Math.floor(clock / 3600),
    minute: Math.floor(clock / 60) % 60,
    second: clock % 60,
    nanosecond: Number(nanosecond),
  };
}

/** 0 for Sunday to 6. */
export function weekdayOf({ nanos, offsetSeconds }: GoTime): number {
  const days = floorDivide(nanos + BigInt(offsetSeconds) * NANOS, BigInt(DAY) * NANOS);
  return Number(floorModulo(days + 4n, 7n));
}

/** A time as Go formats it with `time.RFC3339`: whole seconds, `Z` for no offset. */
export function formatRfc3339(time: GoTime): string {
  const { year, month, day, hour, minute, second } = civilOfTime(time);
  const date = `${year < 0 ? "-" : ""}${pad(Math.abs(year), 4)}-${pad(month)}-${pad(day)}`;
  return `${date}T${pad(hour)}:${pad(minute)}:${pad(second)}${formatOffset(time.offsetSeconds)}`;
}

/** The Go duration from one time to another, in nanoseconds, held inside an int64 as `Time.Sub` does. */
export function durationBetween(from: GoTime, to: GoTime): bigint {
  const nanos = to.nanos - from.nanos;
  if (nanos > MAX_INT64) return MAX_INT64;
  return nanos < -MAX_INT64 - 1n ? -MAX_INT64 - 1n : nanos;
}

/** Rounds down to a multiple of `duration` since the year 1, as `Time.Truncate` does; nothing changes when it is 0 or less. */
export function truncateTime(time: GoTime, duration: bigint): GoTime {
  if (duration <= 0n) return time;
  return { ...time, nanos: time.nanos - floorModulo(time.nanos - YEAR_ONE, duration) };
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  return daysBeforeMonth(year, month + 1) - daysBeforeMonth(year, month);
}

/** Whether the year has a 29th of February. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/** Days of the year before a month (1 to 13). */
export function daysBeforeMonth(year: number, month: number): number {
  return (DAYS_BEFORE[month - 1] ?? 0) + (month > 2 && isLeapYear(year) ? 1 : 0);
}

/** From the epoch to the first day of a year. */
function daysBeforeYear(year: number): number {
  const past = year - 1;
  const leaps = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return past * 365 + leaps - 719_162;
}

function dateOfDay(days: number): { year: number; month: number; day: number } {
  let year = Math.floor(days / 365.2425) + 1970;
  while (daysBeforeYear(year) > days) year -= 1;
  while (daysBeforeYear(year + 1) <= days) year += 1;
  const inYear = days - daysBeforeYear(year);
  let month = 12;
  while (daysBeforeMonth(year, month) > inYear) month -= 1;
  return { year, month, day: inYear - daysBeforeMonth(year, month) + 1 };
}

function formatOffset(seconds: number): string {
  if (seconds === 0) return "Z";
  const minutes = Math.trunc(seconds / 60);
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}

function floorModulo(value: bigint, divisor: bigint): bigint {
  const rest = value % divisor;
  return rest < 0n ? rest + divisor : rest;
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  return (value - floorModulo(value, divisor)) / divisor;
}
