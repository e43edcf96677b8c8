import { CelOptional } from "../boxed-values.ts";
import { isPlainMap } from "../run/equality.ts";
import { typeNameOf } from "../run/type-of.ts";
import { CelError, type CelValue } from "../values.ts";

/** How cel-go words the failed conversion of each type to a Go string. */
const REFUSALS: Readonly<Record<string, string>> = {
  int: "unsupported type conversion from 'int' to string",
  uint: "unsupported type conversion from 'uint' to string",
  double: "type conversion error from Double to 'string'",
  bool: "type conversion error from bool to 'string'",
  bytes: "type conversion error from Bytes to 'string'",
  list: "type conversion error from list to 'string'",
  map: "type conversion error from map to 'string'",
  "google.protobuf.Timestamp": "type conversion error from 'Timestamp' to 'string'",
  "google.protobuf.Duration": "type conversion error from 'Duration' to 'string'",
};

/** The Go string behind a value whose static type said too little, or cel-go's error for a value of another type. */
export function nativeString(value: CelValue): string | CelError {
  if (typeof value === "string") return value;
  if (value instanceof CelOptional)
    return value.content === undefined
      ? new CelError("optional.none() dereference")
      : nativeString(value.content);
  const type = typeNameOf(value);
  return new CelError(REFUSALS[type] ?? `type conversion error from '${type}' to 'string'`);
}

/** A map of strings whose static type said too little, or the error for the first value of another type. */
export function nativeStringMap(value: CelValue): Readonly<Record<string, string>> | CelError {
  const texts: [string, string][] = [];
  for (const [key, member] of isPlainMap(value) ? Object.entries(value) : []) {
    const text = nativeString(member);
    if (text instanceof CelError) return text;
    texts.push([key, text]);
  }
  return Object.fromEntries(texts);
}
