import { NAMED_TYPES, STRUCTS } from "./pod-types.data.ts";
import {
  integer,
  intOrString,
  list,
  map,
  quantity,
  scalar,
  struct,
  text,
  time,
  type Field,
  type Shape,
} from "./shapes.ts";
import { TypeFaults } from "./type-faults.ts";

/** The Go types that Kyverno reads objects with pods into: every controller but CronJob counts as a Deployment. */
export type GoObject = "Pod" | "Deployment" | "CronJob";

/** Why Go can't read the object as the type, as encoding/json says it; undefined when it can. */
export function decodingError(type: GoObject, object: unknown): string | undefined {
  const shape = shapeOf(type);
  if (shape.fits(object)) return undefined;
  const faults = new TypeFaults();
  shape.explain(object, { struct: type, path: "" }, faults);
  return faults.message;
}

const shapes = new Map<string, Shape>();

/** Built once for each type, when first needed. */
function shapeOf(type: string): Shape {
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const shape = buildShape(type, goTypeOf(type));
  shapes.set(type, shape);
  return shape;
}

const PARSED: Readonly<Record<string, Shape>> = {
  "intstr.IntOrString": intOrString,
  "resource.Quantity": quantity,
  Time: time,
};

function buildShape(type: string, goType: string): Shape {
  if (type.startsWith(LIST)) return list(goType, shapeOf(type.slice(LIST.length)));
  if (type.startsWith(MAP)) return map(goType, shapeOf(type.slice(MAP.length)));
  if (type === "string") return text(goType);
  if (type === "bool") return scalar(goType, (value) => typeof value === "boolean");
  if (type === "int32") return integer(goType, 32);
  if (type === "int64") return integer(goType, 64);
  const named = NAMED_TYPES[type];
  if (named !== undefined) return buildShape(named, goType);
  return PARSED[type] ?? struct(type, fieldsOf(STRUCTS[type] ?? ""));
}

const LIST = "[]";
const MAP = "map[string]";

function goTypeOf(type: string): string {
  if (type.startsWith(LIST)) return LIST + goTypeOf(type.slice(LIST.length));
  if (type.startsWith(MAP)) return MAP + goTypeOf(type.slice(MAP.length));
  return /^[A-Z]\w*$/.test(type) ? `v1.${type}` : type;
}

function fieldsOf(written: string): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  if (written === "") return fields;
  for (const line of written.split(", ")) {
    const [name = "", type = ""] = line.split(" ");
    fields.set(name.slice(name.lastIndexOf(".") + 1), { name, shape: shapeOf(type) });
  }
  return fields;
}
