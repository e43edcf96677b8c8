import { parseGoDuration } from "../../values/go-duration.ts";
import type { GoTime } from "../../values/go-time.ts";
import { parseGoTime, RFC3339 } from "../../values/go-time-layout.ts";
import { QueryError } from "../query-error.ts";

/** What `use` makes of the times that RFC 3339 texts are, or the error of the first that is none. */
export function withTimes(
  texts: readonly unknown[],
  use: (...times: readonly (GoTime | undefined)[]) => unknown,
): unknown {
  const times: GoTime[] = [];
  for (const text of texts) {
    const time = parseGoTime(RFC3339, String(text));
    if (!time.ok) return new QueryError(time.error);
    times.push(time.value);
  }
  return use(...times);
}

/** What `use` makes of a time and a Go duration, or the error of the first that is none. */
export function withTimeAndDuration(
  text: unknown,
  durationText: unknown,
  use: (time: GoTime, duration: bigint) => unknown,
): unknown {
  const time = parseGoTime(RFC3339, String(text));
  if (!time.ok) return new QueryError(time.error);
  const duration = parseGoDuration(String(durationText));
  return duration.ok ? use(time.value, duration.value) : new QueryError(duration.error);
}
