import { formatGoDuration } from "../../values/go-duration.ts";
import { durationBetween, type GoTime } from "../../values/go-time.ts";
import { parseGoTime, RFC3339 } from "../../values/go-time-layout.ts";
import type { Parsed } from "../../values/parsed.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";

/** `time_since`: the Go duration from one time to another of a layout; RFC 3339 and now when left empty. */
export const timeSince = defineFunction({
  name: "time_since",
  summary: "the duration from one time to another, or to now",
  args: [["string"], ["string"], ["string"]],
  returns: ["string"],
  call: ([given, from, to], { now }) => {
    const layout = given === "" ? RFC3339 : String(given);
    const start = parseGoTime(layout, String(from));
    if (!start.ok) return new QueryError(start.error);
    const end: Parsed<GoTime> =
      to === ""
        ? { ok: true, value: { nanos: now(), offsetSeconds: 0 } }
        : parseGoTime(layout, String(to));
    if (!end.ok) return new QueryError(end.error);
    return formatGoDuration(durationBetween(start.value, end.value));
  },
});
