import { CelDuration, CelTypeValue, mapOf } from "../../../src/cel/boxed-values.ts";
import { parseTimestamp } from "../../../src/cel/run/timestamps.ts";
import type { CelType, PrimitiveName } from "../../../src/cel/types.ts";
import { overload, type CelFunction } from "../../../src/cel/define-functions.ts";
import { formatType } from "../../../src/cel/format-type.ts";
import { CelError, CelUint, type CelResult, type CelValue } from "../../../src/cel/values.ts";

/** The value of a field of untyped JSON; `undefined` where there is none. */
export function at(json: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null
        ? new Map<string, unknown>(Object.entries(value)).get(key)
        : undefined,
    json,
  );
}

/** The elements of a JSON list; none when it is absent. */
export function listAt(json: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = at(json, ...path);
  return Array.isArray(list) ? list : [];
}

function textOf(json: unknown): string {
  return typeof json === "string" ? json : JSON.stringify(json);
}

function textAt(json: unknown, key: string): string {
  return textOf(at(json, key));
}

function onlyEntry(json: unknown): readonly [string?, unknown?] {
  return Object.entries(json ?? {})[0] ?? [];
}

/** How each kind of value reads; its content as JSON, and as text. */
const READERS: Readonly<Record<string, (content: unknown, text: string) => CelResult>> = {
  int64Value: (_, text) => BigInt(text),
  uint64Value: (_, text) => new CelUint(BigInt(text)),
  doubleValue: (_, text) => Number(text),
  stringValue: (_, text) => text,
  boolValue: (content) => content === true,
  bytesValue: (_, text) => new Uint8Array(Buffer.from(text, "base64")),
  nullValue: () => null,
  typeValue: (_, text) => new CelTypeValue(text),
  listValue: (content) => listAt(content, "values").map(valueOf),
  mapValue: (content) =>
    mapOf(
      listAt(content, "entries").map((entry) => [
        valueOf(at(entry, "key")),
        valueOf(at(entry, "value")),
      ]),
    ),
  objectValue: (content) => wellKnown(textAt(content, "@type"), textAt(content, "value")),
};

/** A `cel.expr.Value` in protobuf's JSON form as one of our values. */
export function specValue(json: unknown): CelResult {
  const [kind = "", content] = onlyEntry(json);
  const read = READERS[kind];
  if (read === undefined) throw new Error(`no such kind of value: ${kind}`);
  return read(content, textOf(content));
}

function valueOf(json: unknown): CelValue {
  const value = specValue(json);
  if (value instanceof CelError) throw new Error(value.message);
  return value;
}

function wellKnown(type: string, text: string): CelResult {
  if (type.endsWith("google.protobuf.Timestamp")) return parseTimestamp(text);
  const [, sign, seconds = "", fraction = ""] = /^(-?)(\d+)\.?(\d*)s$/.exec(text) ?? [];
  const nanos = BigInt(seconds + fraction.padEnd(9, "0"));
  return new CelDuration(sign === "-" ? -nanos : nanos);
}

const PRIMITIVES: Readonly<Record<string, PrimitiveName>> = {
  BOOL: "bool",
  INT64: "int",
  UINT64: "uint",
  DOUBLE: "double",
  STRING: "string",
  BYTES: "bytes",
  TIMESTAMP: "timestamp",
  DURATION: "duration",
  ANY: "any",
};

/** A `cel.expr.Type` in protobuf's JSON form as one of our types. */
export function specType(json: unknown): CelType {
  const [kind = "", content] = onlyEntry(json);
  switch (kind) {
    case "primitive":
    case "wellKnown":
      return { kind: "primitive", name: PRIMITIVES[textOf(content)] ?? "any" };
    case "null":
      return { kind: "primitive", name: "null" };
    case "listType":
      return { kind: "list", element: specType(at(content, "elemType")) };
    case "mapType":
      return {
        kind: "map",
        key: specType(at(content, "keyType")),
        value: specType(at(content, "valueType")),
      };
    case "abstractType":
      return {
        kind: "opaque",
        name: textAt(content, "name"),
        parameters: listAt(content, "parameterTypes").map(specType),
      };
    case "typeParam":
      return { kind: "parameter", name: textOf(content) };
    case "type":
      return { kind: "type", of: specType(content) };
    default:
      return { kind: "dyn" };
  }
}

/** The case's variables with what is bound to them. */
export function declaredVariables(
  original: unknown,
): { name: string; type: CelType; binding: CelResult | undefined }[] {
  const declared = listAt(original, "typeEnv")
    .filter((each) => at(each, "ident") !== undefined)
    .map((each) => ({ name: textAt(each, "name"), type: specType(at(each, "ident", "type")) }));
  const bindings = new Map(Object.entries(at(original, "bindings") ?? {}));
  const undeclared = [...bindings.keys()]
    .filter((name) => !declared.some((variable) => variable.name === name))
    .map((name): { name: string; type: CelType } => ({ name, type: { kind: "dyn" } }));
  return [...declared, ...undeclared].map((variable) => {
    const bound = at(bindings.get(variable.name), "value");
    return { ...variable, binding: bound === undefined ? undefined : specValue(bound) };
  });
}

function unbound(): CelError {
  return new CelError("unbound function");
}

/** The case's own functions; they are declared only, no case calls one. */
export function declaredFunctions(original: unknown): CelFunction[] {
  return listAt(original, "typeEnv").flatMap((declaration) =>
    listAt(declaration, "function", "overloads").map((declared) => {
      const params = listAt(declared, "params").map((type) => formatType(specType(type)));
      const isMethod = at(declared, "isInstanceFunction") === true;
      const returns = formatType(specType(at(declared, "resultType")));
      const args = isMethod ? params.slice(1) : params;
      const receiver = isMethod ? (params[0] ?? null) : null;
      return overload(receiver, textAt(declaration, "name"), args, returns, unbound);
    }),
  );
}
