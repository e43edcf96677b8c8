import type { Activation, CelProgram } from "../../cel/compile-expression.ts";
import { LazyObject } from "../../cel/lazy-object.ts";
import { CelError, type CelResult } from "../../cel/values.ts";

type Programs = ReadonlyMap<string, CelProgram>;

const DEPENDS_ON_ITSELF = new CelError("the value depends on itself");

/** The value of `variables` for one request: each is evaluated when first read, and once. */
export class PolicyVariables extends LazyObject {
  readonly #programs: Programs;
  readonly #activation: Activation;
  readonly #values = new Map<string, CelResult>();
  constructor(programs: Programs, activation: Activation) {
    super({});
    this.#programs = programs;
    this.#activation = activation;
  }
  override names(): string[] {
    return [...this.#programs.keys()];
  }
  override has(name: string): boolean {
    return this.#programs.has(name);
  }
  override get(name: string): CelResult | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const program = this.#programs.get(name);
    if (program === undefined) return undefined;
    this.#values.set(name, DEPENDS_ON_ITSELF);
    const value = program.evaluate(this.#activation);
    this.#values.set(name, value);
    return value;
  }
}
