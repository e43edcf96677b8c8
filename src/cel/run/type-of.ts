import { CelObject, CelUint, type CelValue } from "../values.ts";

/** The runtime type's name as cel-go prints it in errors and `type(x)` shows it: `int`, `list`, `google.protobuf.Timestamp`. */
export function typeNameOf(value: CelValue): string {
  if (value === null) return "null_type";
  if (typeof value === "object") return objectTypeName(value);
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "double";
  return typeof value === "bigint" ? "int" : "bool";
}

function objectTypeName(value: object): string {
  if (Array.isArray(value)) return "list";
  if (value instanceof CelObject) return value.typeName;
  if (value instanceof CelUint) return "uint";
  return value instanceof Uint8Array ? "bytes" : "map";
}

const GO_NAMES: Readonly<Record<string, string>> = {
  string: "types.String",
  double: "types.Double",
  int: "types.Int",
  uint: "types.Uint",
  bool: "types.Bool",
  bytes: "types.Bytes",
  null_type: "types.Null",
  type: "*types.Type",
  list: "*types.baseList",
  map: "*types.baseMap",
  optional_type: "*types.Optional",
  "google.protobuf.Timestamp": "types.Timestamp",
  "google.protobuf.Duration": "types.Duration",
};

/** The Go type that cel-go names in `got 'types.Double', expected iterable type`. */
export function goTypeNameOf(value: CelValue): string {
  const name = typeNameOf(value);
  return GO_NAMES[name] ?? name;
}
