import { formatRfc3339 } from "../../values/go-time.ts";
import { defineFunction } from "../define-function.ts";

/** `time_now`: the time in the machine's zone in Kyverno; in UTC here, so that an answer does not depend on where it is given. */
export const timeNow = defineFunction({
  name: "time_now",
  summary: "the time in RFC 3339",
  args: [],
  returns: ["string"],
  call: (_, { now }) => formatRfc3339({ nanos: now(), offsetSeconds: 0 }),
});

/** `time_now_utc`: the time in UTC. */
export const timeNowUtc = defineFunction({
  name: "time_now_utc",
  summary: "the time in RFC 3339 and UTC",
  args: [],
  returns: ["string"],
  call: (_, { now }) => formatRfc3339({ nanos: now(), offsetSeconds: 0 }),
});
