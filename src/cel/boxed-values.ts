import { celEquals } from "./run/equality.ts";
import { CelError, CelObject, CelUint, type CelResult, type CelValue } from "./values.ts";

/** A point in time in nanoseconds since the epoch; `offsetSeconds` is the zone it was written in, which only printing shows. */
export class CelTimestamp extends CelObject {
  readonly typeName = "google.protobuf.Timestamp";
  readonly nanos: bigint;
  readonly offsetSeconds: number;
  constructor(nanos: bigint, offsetSeconds = 0) {
    super();
    this.nanos = nanos;
    this.offsetSeconds = offsetSeconds;
  }
  equals(other: CelObject): boolean {
    return other instanceof CelTimestamp && other.nanos === this.nanos;
  }
}

/** A span of time in nanoseconds, within int64 as Go's `time.Duration`. */
export class CelDuration extends CelObject {
  readonly typeName = "google.protobuf.Duration";
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }
  equals(other: CelObject): boolean {
    return other instanceof CelDuration && other.nanos === this.nanos;
  }
}

/** A value or its absence; `CelOptional.none` is the only empty one. */
export class CelOptional extends CelObject {
  static readonly none: CelOptional = new CelOptional(undefined);
  readonly typeName = "optional_type";
  /** `undefined` when there is none. */
  readonly content: CelValue | undefined;
  private constructor(content: CelValue | undefined) {
    super();
    this.content = content;
  }
  static of(content: CelValue): CelOptional {
    return new CelOptional(content);
  }
  /** An optional of a result; an error stays an error. */
  static wrap(content: CelResult): CelResult {
    return content instanceof CelError ? content : new CelOptional(content);
  }
  /** The content, or cel-go's error for an empty optional. */
  value(): CelResult {
    return this.content === undefined ? new CelError("optional.none() dereference") : this.content;
  }
  equals(other: CelObject): boolean {
    if (!(other instanceof CelOptional)) return false;
    if (this.content === undefined || other.content === undefined) {
      return this.content === other.content;
    }
    return celEquals(this.content, other.content);
  }
}

/** A type as a value: what `type(x)` gives and `int` denotes. */
export class CelTypeValue extends CelObject {
  readonly typeName = "type";
  /** The runtime type's name, without parameters. */
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  equals(other: CelObject): boolean {
    return other instanceof CelTypeValue && other.name === this.name;
  }
}

/** A map with at least one key that is no string; `mapOf` chooses between it and a plain object. */
export class CelMap extends CelObject {
  readonly typeName = "map";
  /** Entries in the order of insertion. */
  readonly entries: readonly (readonly [CelValue, CelValue])[];
  readonly #index: ReadonlyMap<unknown, CelValue>;
  constructor(entries: readonly (readonly [CelValue, CelValue])[]) {
    super();
    const byKey = new Map<unknown, readonly [CelValue, CelValue]>();
    for (const entry of entries) byKey.set(indexKey(entry[0]), entry);
    this.entries = [...byKey.values()];
    this.#index = new Map([...byKey].map(([key, [, value]]) => [key, value]));
  }
  get size(): number {
    return this.entries.length;
  }
  /** The value of a key, found across numeric types as cel-go does; `undefined` when absent. */
  get(key: CelValue): CelValue | undefined {
    if (typeof key === "bigint") return this.#number(key);
    if (key instanceof CelUint) return this.#number(key.value);
    if (typeof key === "number" && Number.isInteger(key)) {
      return this.#index.get(key) ?? this.#number(BigInt(key));
    }
    return this.#index.get(key);
  }
  #number(value: bigint): CelValue | undefined {
    const int = this.#index.get(value);
    return int === undefined ? this.#index.get(value + UINT) : int;
  }
  equals(other: CelObject): boolean {
    if (!(other instanceof CelMap) || other.size !== this.size) return false;
    return this.entries.every(([key, value]) => {
      const theirs = other.get(key);
      return theirs !== undefined && celEquals(value, theirs);
    });
  }
}

/** Moves uints out of the ints' range: `{1: x, 1u: y}` has two entries in cel-go. */
const UINT = 1n << 64n;

/** What a JavaScript Map finds a CEL map key by: equal keys of one type have one. */
export function indexKey(key: CelValue): unknown {
  return key instanceof CelUint ? key.value + UINT : key;
}

/** A map value of these entries, the last of equal keys winning: a plain object when every key is a string. */
export function mapOf(entries: readonly (readonly [CelValue, CelValue])[]): CelValue {
  const map: Record<string, CelValue> = {};
  for (const [key, value] of entries) {
    if (typeof key !== "string") return new CelMap(entries);
    setOwn(map, key, value);
  }
  return map;
}

/** Sets an own property, also one named `__proto__`. */
export function setOwn(map: Record<string, CelValue>, key: string, value: CelValue): void {
  if (key === "__proto__") {
    Object.defineProperty(map, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else map[key] = value;
}
