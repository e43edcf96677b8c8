import { goQuote } from "../../values/go-quote.ts";
import { formatRfc3339 } from "../../values/go-time.ts";
import { parseGoTime } from "../../values/go-time-layout.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";

/** `time_parse`: a time of any Go layout in RFC 3339; a layout that is a whole number stands for seconds since the epoch. */
export const timeParse = defineFunction({
  name: "time_parse",
  summary: "a time of a Go layout in RFC 3339",
  args: [["string"], ["string"]],
  returns: ["string"],
  call: ([layout, text]) =>
    parseInt64(String(layout)) === undefined
      ? parseWithLayout(String(layout), String(text))
      : parseEpoch(String(text)),
});

function parseWithLayout(layout: string, text: string): unknown {
  const time = parseGoTime(layout, text);
  return time.ok ? formatRfc3339(time.value) : new QueryError(time.error);
}

const LONGEST = 2n ** 63n;

function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace("+", ""));
  return value < LONGEST && value >= -LONGEST ? value : undefined;
}

function parseEpoch(text: string): unknown {
  const seconds = parseInt64(text);
  if (seconds !== undefined)
    return formatRfc3339({ nanos: seconds * 1_000_000_000n, offsetSeconds: 0 });
  const reason = /^[+-]?\d+$/.test(text) ? "value out of range" : "invalid syntax";
  return new QueryError(`strconv.ParseInt: parsing ${goQuote(text)}: ${reason}`);
}
