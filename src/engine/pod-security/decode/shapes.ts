import { isMapping } from "../../../manifest/path.ts";
import { parseQuantity } from "../../../values/quantity.ts";
import type { Place, TypeFaults } from "./type-faults.ts";

/** A Go type, as a JSON document has to fit it. */
export interface Shape {
  readonly goType: string;
  /** Whether the value can be read; null always can. */
  readonly fits: (value: unknown) => boolean;
  /** Adds what is wrong with a value that does not fit. */
  readonly explain: (value: unknown, place: Place, faults: TypeFaults) => void;
}

/** A struct's field: its type, and its name after those of the structs that it is embedded through. */
export interface Field {
  readonly name: string;
  readonly shape: Shape;
}

/** A type for which a look at the value is enough. */
export function scalar(goType: string, isRight: (value: unknown) => boolean): Shape {
  const fits = (value: unknown): boolean => value === null || isRight(value);
  return {
    goType,
    fits,
    explain: (value, place, faults) => {
      if (!fits(value)) faults.addMismatch(value, goType, place);
    },
  };
}

/** A string, or a type that is one. */
export function text(goType: string): Shape {
  return { ...scalar(goType, isText), fits: fitsText };
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

/** The same function for all fields of texts, so that structs can look at the value themselves: most fields are texts. */
function fitsText(value: unknown): boolean {
  return typeof value === "string" || value === null;
}

/** `int32` or `int64`. */
export function integer(goType: string, bits: number): Shape {
  return scalar(goType, (value) => isInteger(value, bits));
}

function isInteger(value: unknown, bits: number): boolean {
  return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** (bits - 1);
}

/** A list of one type. */
export function list(goType: string, item: Shape): Shape {
  return {
    goType,
    fits: (value) => {
      if (!Array.isArray(value)) return value === null;
      for (const each of value) if (!item.fits(each)) return false;
      return true;
    },
    explain: (value, place, faults) => {
      if (value === null) return;
      if (!Array.isArray(value)) faults.addMismatch(value, goType, place);
      else for (const each of value) if (!faults.isOver) item.explain(each, place, faults);
    },
  };
}

/** A map from text to one type. */
export function map(goType: string, item: Shape): Shape {
  return {
    goType,
    fits: (value) => {
      if (!isMapping(value)) return value === null;
      for (const key in value) if (!item.fits(value[key])) return false;
      return true;
    },
    explain: (value, place, faults) => {
      if (value === null) return;
      if (!isMapping(value)) faults.addMismatch(value, goType, place);
      else
        for (const key of Object.keys(value).toSorted())
          if (!faults.isOver) item.explain(value[key], place, faults);
    },
  };
}

/** A struct; fields that it does not have don't matter. */
export function struct(name: string, fields: ReadonlyMap<string, Field>): Shape {
  const goType = `v1.${name}`;
  const members = new Map([...fields].map(([key, { shape }]) => [key, shape.fits]));

  function fits(value: unknown): boolean {
    if (value === null) return true;
    if (!isMapping(value)) return false;
    // Much faster than Object.keys, and parsed JSON inherits no keys.
    for (const key in value) {
      const member = members.get(key);
      const found = value[key];
      if (member === undefined || (member === fitsText && typeof found === "string")) continue;
      if (!member(found)) return false;
    }
    return true;
  }

  return {
    goType,
    fits,
    explain: (value, place, faults) => {
      if (value === null) return;
      if (!isMapping(value)) {
        faults.addMismatch(value, goType, place);
        return;
      }
      // Kyverno decodes what Go encoded, with sorted keys.
      for (const key of Object.keys(value).toSorted()) {
        const field = faults.isOver ? undefined : fields.get(key);
        field?.shape.explain(value[key], placeOf(name, place, field), faults);
      }
    },
  };
}

function placeOf(owner: string, { path }: Place, { name }: Field): Place {
  return { struct: owner, path: path === "" ? name : `${path}.${name}` };
}

/** A port: a name or a number. */
export const intOrString: Shape = {
  goType: "intstr.IntOrString",
  fits: (value) => value === null || typeof value === "string" || isInteger(value, 32),
  explain: (value, place, faults) => {
    if (!intOrString.fits(value)) faults.failMismatch(value, "int32", place);
  },
};

/** A point in time; how it is written is not looked at. */
export const time: Shape = {
  goType: "v1.Time",
  fits: (value) => value === null || typeof value === "string",
  explain: (value, place, faults) => {
    if (!time.fits(value)) faults.failMismatch(value, "string", place);
  },
};

/** An amount of a resource, written as text or as a number. */
export const quantity: Shape = {
  goType: "resource.Quantity",
  fits: (value) => value === null || quantityError(value) === undefined,
  explain: (value, _place, faults) => {
    const error = quantityError(value);
    if (value !== null && error !== undefined) faults.fail(error);
  },
};

const COMMON_QUANTITY = /^\d{1,9}(?:m|[KMG]i?)?$/;

function quantityError(value: unknown): string | undefined {
  if (typeof value === "string" && COMMON_QUANTITY.test(value)) return undefined;
  // Anything else than text is read as the JSON that it is, and no JSON of another kind is a quantity.
  const read = parseQuantity(typeof value === "string" ? value.trim() : JSON.stringify(value));
  return read.ok ? undefined : read.error;
}
