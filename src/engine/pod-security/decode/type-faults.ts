/** Where Go says that a wrong value stands: the struct that has the field, and the fields that lead there. */
export interface Place {
  readonly struct: string;
  readonly path: string;
}

/** Collects what encoding/json says of a document: errors of a type's own parser end it, others wait for its end. */
export class TypeFaults {
  #first: string | undefined;
  #fatal: string | undefined;

  get isOver(): boolean {
    return this.#fatal !== undefined;
  }

  get message(): string | undefined {
    return this.#fatal ?? this.#first;
  }

  /** A value of another type than the field's. */
  addMismatch(value: unknown, goType: string, place: Place): void {
    this.#first ??= mismatch(valueName(value, goType), goType, place);
  }

  /** The same for a type that parses itself. */
  failMismatch(value: unknown, goType: string, place: Place): void {
    this.#fatal ??= mismatch(valueName(value, goType), goType, place);
  }

  /** What a type's own parser says. */
  fail(message: string): void {
    this.#fatal ??= message;
  }
}

function mismatch(what: string, goType: string, { struct, path }: Place): string {
  return `json: cannot unmarshal ${what} into Go struct field ${struct}.${path} of type ${goType}`;
}

/** Numbers are told in full where another number would have been right. */
function valueName(value: unknown, goType: string): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return goType.startsWith("int") ? `number ${value}` : "number";
  return typeof value;
}
