import { CelError, CelObject, type CelResult } from "./values.ts";

/** A value computed when it is first read and kept, such as a policy's variable. */
export class LazyValue {
  #compute: (() => CelResult) | undefined;
  #value: CelResult = null;
  constructor(compute: () => CelResult) {
    this.#compute = compute;
  }
  /** The value; a value that asks for itself while it is computed is an error. */
  read(): CelResult {
    const compute = this.#compute;
    if (compute === undefined) return this.#value;
    this.#compute = undefined;
    this.#value = new CelError("the value depends on itself");
    this.#value = compute();
    return this.#value;
  }
}

/** A map-like value whose fields are computed on first read and kept: Kyverno's `variables`. `has()` computes nothing. */
export class LazyObject extends CelObject {
  readonly typeName: string = "map";
  readonly #fields: ReadonlyMap<string, LazyValue>;
  constructor(fields: Readonly<Record<string, () => CelResult>>) {
    super();
    this.#fields = new Map(
      Object.entries(fields).map(([name, compute]) => [name, new LazyValue(compute)]),
    );
  }
  names(): string[] {
    return [...this.#fields.keys()];
  }
  has(name: string): boolean {
    return this.#fields.has(name);
  }
  /** The field's value or error; `undefined` when there is no such field. */
  get(name: string): CelResult | undefined {
    return this.#fields.get(name)?.read();
  }
  equals(other: CelObject): boolean {
    return other === this;
  }
}
