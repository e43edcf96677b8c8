import type { CelFunction, CelLibrary, TypeText } from "../../src/cel/define-functions.ts";
import type { CelHost } from "../../src/cel/host.ts";
import { typeNameOf } from "../../src/cel/run/type-of.ts";
import type { CelResult, CelValue } from "../../src/cel/values.ts";

/** Calls a library's function by name: the first overload that the arguments (receiver first) fit at run time. */
export function callLibrary(
  ...libraries: readonly CelLibrary[]
): (name: string, ...args: readonly CelValue[]) => CelResult {
  return (name, ...args) => callWith(libraries, undefined, name, args);
}

/** The same for functions that ask a host. */
export function callWithHost(
  host: Partial<CelHost>,
  ...libraries: readonly CelLibrary[]
): (name: string, ...args: readonly CelValue[]) => CelResult {
  return (name, ...args) => callWith(libraries, host, name, args);
}

function callWith(
  libraries: readonly CelLibrary[],
  host: Partial<CelHost> | undefined,
  name: string,
  args: readonly CelValue[],
): CelResult {
  const fitting = libraries
    .flatMap(({ functions }) => functions)
    .find((candidate) => candidate.name === name && fits(candidate, args));
  if (fitting === undefined)
    throw new Error(`no overload of ${name} takes (${args.map(typeNameOf).join(", ")})`);
  const values: unknown[] = fitting.needsHost === true ? [host, ...args] : [...args];
  const result: CelResult = Reflect.apply(fitting.call, undefined, values);
  return result;
}

function fits(
  { receiver, args: types, singleton }: CelFunction,
  args: readonly CelValue[],
): boolean {
  const wanted = receiver === null ? types : [receiver, ...types];
  return (
    wanted.length === args.length &&
    (singleton === true || args.every((value, index) => is(value, wanted[index] ?? "dyn")))
  );
}

const FULL_NAMES: Readonly<Record<string, string>> = {
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
};

function is(value: CelValue, type: TypeText): boolean {
  const [base = ""] = type.split("(");
  if (base === "dyn" || base === "any" || /^[A-Z]$/.test(base)) return true;
  const element = /^list\((.*)\)$/.exec(type)?.[1];
  if (element !== undefined) {
    const first: CelValue | undefined = Array.isArray(value) ? value[0] : undefined;
    return Array.isArray(value) && (first === undefined || is(first, element));
  }
  return typeNameOf(value) === (FULL_NAMES[base] ?? base);
}
