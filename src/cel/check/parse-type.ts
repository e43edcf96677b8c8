import type { TypeText } from "../define-functions.ts";
import type { CelType, PrimitiveName } from "../types.ts";

const PRIMITIVES: Readonly<Record<string, PrimitiveName>> = {
  bool: "bool",
  int: "int",
  uint: "uint",
  double: "double",
  string: "string",
  bytes: "bytes",
  null: "null",
  null_type: "null",
  any: "any",
  timestamp: "timestamp",
  "google.protobuf.Timestamp": "timestamp",
  duration: "duration",
  "google.protobuf.Duration": "duration",
};
const PIECE = /[\w.]+|[(),]/g;
const PARAMETER = /^[A-Z]$/;
const DYN: CelType = { kind: "dyn" };
/** What `type` without a parameter is the type of. */
const UNNAMED: CelType = { kind: "opaque", name: "", parameters: [] };

const parsed = new Map<TypeText, CelType>();

/** The type that a text in CEL's own notation means; a name that is not CEL's own is an opaque type. */
export function parseType(text: TypeText): CelType {
  const known = parsed.get(text);
  if (known) return known;
  const pieces: string[] = text.match(PIECE) ?? [];
  const type = readType(pieces);
  parsed.set(text, type);
  return type;
}

function readType(pieces: string[]): CelType {
  const name = pieces.shift() ?? "dyn";
  const parameters: CelType[] = [];
  if (pieces[0] !== "(") return typeOf(name, parameters);
  for (let next = pieces.shift(); next === "(" || next === ","; next = pieces.shift()) {
    parameters.push(readType(pieces));
  }
  return typeOf(name, parameters);
}

function typeOf(name: string, parameters: readonly CelType[]): CelType {
  const [first = DYN, second = DYN] = parameters;
  const primitive = PRIMITIVES[name];
  if (primitive) return { kind: "primitive", name: primitive };
  if (name === "dyn") return DYN;
  if (name === "list") return { kind: "list", element: first };
  if (name === "map") return { kind: "map", key: first, value: second };
  if (name === "type") return { kind: "type", of: parameters[0] ?? UNNAMED };
  if (PARAMETER.test(name)) return { kind: "parameter", name };
  return { kind: "opaque", name, parameters };
}

/** The names of types that an expression may use as values, beside declared object types. */
const TYPE_IDENTS: ReadonlyMap<string, CelType> = new Map(
  [
    "bool",
    "bytes",
    "double",
    "int",
    "list",
    "map",
    "null_type",
    "string",
    "type",
    "uint",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
    "optional_type",
    "net.IP",
    "net.CIDR",
  ].map((name) => [name, parseType(name === "optional_type" ? "optional_type(dyn)" : name)]),
);

/** All names that `typeNamed` knows. */
export const TYPE_NAMES: readonly string[] = [...TYPE_IDENTS.keys()];

/** The type that a name stands for where it is used as a value, as in `type(x) == int`. */
export function typeNamed(name: string): CelType | undefined {
  return TYPE_IDENTS.get(name);
}
