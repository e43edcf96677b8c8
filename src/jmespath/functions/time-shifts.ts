import { formatGoDuration } from "../../values/go-duration.ts";
import {
  civilOfTime,
  durationBetween,
  formatRfc3339,
  truncateTime,
  weekdayOf,
} from "../../values/go-time.ts";
import { defineFunction } from "../define-function.ts";
import { withTimeAndDuration, withTimes } from "./time-arguments.ts";

/** `time_add`: a time so much later. */
export const timeAdd = defineFunction({
  name: "time_add",
  summary: "a time so much later",
  args: [["string"], ["string"]],
  returns: ["string"],
  call: ([text, by]) =>
    withTimeAndDuration(text, by, (time, duration) =>
      formatRfc3339({ ...time, nanos: time.nanos + duration }),
    ),
});

/** `time_truncate`: a time rounded down to a multiple of a duration since the year 1. */
export const timeTruncate = defineFunction({
  name: "time_truncate",
  summary: "a time rounded down to a multiple of a duration",
  args: [["string"], ["string"]],
  returns: ["string"],
  call: ([text, to]) =>
    withTimeAndDuration(text, to, (time, duration) => formatRfc3339(truncateTime(time, duration))),
});

/** `time_utc`: a time in UTC. */
export const timeUtc = defineFunction({
  name: "time_utc",
  summary: "a time in UTC",
  args: [["string"]],
  returns: ["string"],
  call: ([text]) =>
    withTimes([text], (time) => time && formatRfc3339({ ...time, offsetSeconds: 0 })),
});

/** `time_diff`: the Go duration from one time to another. */
export const timeDiff = defineFunction({
  name: "time_diff",
  summary: "the duration from one time to another",
  args: [["string"], ["string"]],
  returns: ["string"],
  call: (texts) =>
    withTimes(texts, (from, to) => from && to && formatGoDuration(durationBetween(from, to))),
});

/** `time_to_cron`: the cron schedule of a time: minute, hour, day, month, weekday. */
export const timeToCron = defineFunction({
  name: "time_to_cron",
  summary: "the cron schedule of a time",
  args: [["string"]],
  returns: ["string"],
  call: ([text]) =>
    withTimes([text], (time) => {
      if (time === undefined) return null;
      const { minute, hour, day, month } = civilOfTime(time);
      return `${minute} ${hour} ${day} ${month} ${weekdayOf(time)}`;
    }),
});
