import { encodeBase64 } from "../../values/base64.ts";
import { goJsonString } from "../../values/go-json.ts";
import { formatJsonDouble } from "../../values/go-number.ts";
import { CelDuration, CelMap, CelOptional, CelTimestamp, CelTypeValue } from "../boxed-values.ts";
import { LazyObject } from "../lazy-object.ts";
import { compareStrings } from "../run/compare.ts";
import { stringOfDuration } from "../run/conversions.ts";
import { isPlainMap } from "../run/equality.ts";
import { formatTimestamp } from "../run/timestamps.ts";
import { typeNameOf } from "../run/type-of.ts";
import { CelError, CelUint, type CelValue } from "../values.ts";
import { nativeString } from "./native-string.ts";
import { OpaqueValue } from "./opaque-value.ts";
import { ServiceAccount } from "./user.ts";

type Json = string | CelError;

/** How the two JSON functions differ: what they make of numbers, and of values inside lists and maps. */
interface Dialect {
  readonly number: (value: number) => Json;
  readonly integer: (value: bigint) => Json;
  readonly duration: (value: CelDuration) => Json;
  readonly absent: CelValue | CelError;
  readonly other: (value: CelValue) => Json;
}

/** What every optional without a value is in Go, but for one that is marshalled by itself. */
const DEREFERENCE = new CelError("optional.none() dereference");

const MARSHAL: Dialect = {
  number: (value) =>
    Number.isFinite(value)
      ? formatJsonDouble(value)
      : new CelError(`json: unsupported value: ${goInfinity(value)}`),
  integer: (value) => value.toString(),
  duration: (value) => value.nanos.toString(),
  absent: null,
  other: (value) =>
    value instanceof OpaqueValue || value instanceof ServiceAccount
      ? value.toJsonText()
      : new CelError(`json: unsupported type: ${typeNameOf(value)}`),
};

const MAX_SAFE = 2n ** 53n - 1n;

const PROTO: Dialect = {
  number: (value) =>
    Number.isFinite(value)
      ? formatJsonDouble(value)
      : goJsonString(goInfinity(value).replace(/^\+?(-?)Inf$/, "$1Infinity")),
  integer: (value) =>
    value > MAX_SAFE || value < -MAX_SAFE ? goJsonString(value.toString()) : value.toString(),
  duration: (value) => goJsonString(stringOfDuration(value)),
  absent: DEREFERENCE,
  other: (value) => new CelError(`type conversion error from '${typeNameOf(value)}' to JSON`),
};

/** `json.marshal(x)`: JSON as Kyverno writes it, maps sorted by key. */
export function marshalJson(value: CelValue): Json {
  return write(value, MARSHAL, true);
}

/** `json.encode(x)`: protobuf's JSON, in which integers beyond 2^53 are strings. */
export function encodeProtoJson(value: CelValue): Json {
  return write(value, PROTO, false);
}

function write(value: CelValue, dialect: Dialect, marshalled: boolean): Json {
  if (typeof value === "string") return goJsonString(value);
  if (typeof value === "number") return dialect.number(value);
  if (typeof value === "bigint") return dialect.integer(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value)) return writeList(value, dialect, marshalled);
  if (value instanceof CelMap) return writeMap(value.entries, dialect, marshalled);
  if (isPlainMap(value)) return writeMap(Object.entries(value), dialect, marshalled);
  return writeObject(value, dialect, marshalled);
}

function writeObject(value: CelValue, dialect: Dialect, marshalled: boolean): Json {
  if (value instanceof LazyObject && !(value instanceof ServiceAccount))
    return writeLazy(value, dialect, marshalled);
  if (value instanceof CelUint) return dialect.integer(value.value);
  if (value instanceof Uint8Array) return goJsonString(encodeBase64(value));
  if (value instanceof CelTimestamp) return goJsonString(formatTimestamp(value));
  if (value instanceof CelDuration) return dialect.duration(value);
  if (value instanceof CelTypeValue) return goJsonString(value.name);
  if (value instanceof CelOptional) {
    const content = value.content ?? dialect.absent;
    return content instanceof CelError ? content : write(content, dialect, false);
  }
  return dialect.other(value);
}

function writeLazy(object: LazyObject, dialect: Dialect, marshalled: boolean): Json {
  const entries: [string, CelValue][] = [];
  for (const name of object.names()) {
    const value = object.get(name) ?? null;
    if (value instanceof CelError) return value;
    entries.push([name, value]);
  }
  return writeMap(entries, dialect, marshalled);
}

/** Elements are converted to Go values before anything is written; json.marshal names what it converted. */
function writeList(list: readonly CelValue[], dialect: Dialect, marshalled: boolean): Json {
  const parts: string[] = [];
  for (const element of list) {
    const part = writeElement(element, dialect);
    if (part instanceof CelError)
      return marshalled ? convertError("list to native slice", part) : part;
    parts.push(part);
  }
  return `[${parts.join(",")}]`;
}

function writeMap(
  entries: readonly (readonly [CelValue, CelValue])[],
  dialect: Dialect,
  marshalled: boolean,
): Json {
  const parts: (readonly [key: string, json: string])[] = [];
  for (const [key, value] of entries) {
    const name = nativeString(key);
    if (name instanceof CelError)
      return marshalled ? convertError("map to native map", name) : name;
    const part = writeElement(value, dialect);
    if (part instanceof CelError)
      return marshalled ? convertError("map to native map", part) : part;
    parts.push([name, part]);
  }
  const sorted = parts.toSorted(([a], [b]) => compareStrings(a, b));
  return `{${sorted.map(([name, json]) => `${goJsonString(name)}:${json}`).join(",")}}`;
}

function writeElement(value: CelValue, dialect: Dialect): Json {
  if (value instanceof CelOptional && value.content === undefined) return DEREFERENCE;
  return write(value, dialect, false);
}

/** What encoding/json refuses is found only after the conversion, and is not named by it. */
function convertError(what: string, cause: CelError): CelError {
  return cause.message.startsWith("json: unsupported")
    ? cause
    : new CelError(`json: failed to convert CEL ${what}: ${cause.message}`);
}

function goInfinity(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}
