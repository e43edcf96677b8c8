import { CelDuration, CelTimestamp, CelTypeValue } from "../boxed-values.ts";
import { stringOfBytes, stringOfDouble, stringOfDuration } from "../run/conversions.ts";
import { formatTimestamp } from "../run/timestamps.ts";
import { CelError, CelUint, type CelValue } from "../values.ts";

/** A scalar as CEL's `string(x)` writes it: `1e+06`, `5400s`; undefined for any other value, an error for bytes that are no UTF-8. */
export function scalarText(value: CelValue): string | CelError | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return stringOfDouble(value);
  if (typeof value === "bigint" || typeof value === "boolean") return value.toString();
  return objectText(value);
}

function objectText(value: CelValue): string | CelError | undefined {
  if (value instanceof CelUint) return value.value.toString();
  if (value instanceof CelTimestamp) return formatTimestamp(value);
  if (value instanceof CelDuration) return stringOfDuration(value);
  if (value instanceof CelTypeValue) return value.name;
  return value instanceof Uint8Array ? bytesText(value) : undefined;
}

/** `string(bytes)`. */
export function bytesText(bytes: Uint8Array): string | CelError {
  const text = stringOfBytes(bytes);
  return typeof text === "string" || text instanceof CelError ? text : "";
}
