import type { tests } from "@bufbuild/cel-spec/testdata/conformance.js";
import { extensionLibraries } from "../../../src/cel/all-libraries.ts";
import { compileExpression } from "../../../src/cel/compile-expression.ts";
import type { CelEnvironment } from "../../../src/cel/environment.ts";
import { formatType } from "../../../src/cel/format-type.ts";
import { parseExpression } from "../../../src/cel/parse/parse-expression.ts";
import { celEquals } from "../../../src/cel/run/equality.ts";
import { plan } from "../../../src/cel/run/plan.ts";
import { typeNameOf } from "../../../src/cel/run/type-of.ts";
import { CelError, type CelResult } from "../../../src/cel/values.ts";
import { offlineHost } from "../../../src/engine/offline-host.ts";
import { resolveUnchecked } from "./resolve-unchecked.ts";
import { at, declaredFunctions, declaredVariables, specType, specValue } from "./spec-values.ts";

/** One suite of cel-spec, with suites inside. */
export type Suite = typeof tests;

/** One case of cel-spec in protobuf's JSON form. */
export type Case = NonNullable<Suite["tests"]>[number]["original"];

const host = offlineHost([]);

interface Run {
  readonly result: CelResult;
  readonly type?: string;
}

function run(original: Case): Run {
  const variables = declaredVariables(original);
  const environment: CelEnvironment = {
    variables,
    objectTypes: [],
    libraries: [
      ...extensionLibraries,
      { name: "declared", functions: declaredFunctions(original) },
    ],
    homogeneousLiterals: false,
    orValueCompat: false,
    twoVariableMacros: true,
  };
  const slots = variables.map(({ binding }) => binding);
  if (original["disableCheck"] === true) return runUnchecked(original.expr, environment, slots);
  const compiled = compileExpression(original.expr, environment);
  if (!compiled.ok) return { result: new CelError(compiled.error.text) };
  const { evaluate, resultType } = compiled.program;
  return { result: evaluate({ slots, host }), type: formatType(resultType) };
}

function runUnchecked(source: string, environment: CelEnvironment, slots: readonly unknown[]): Run {
  const parsed = parseExpression(source, environment);
  if (!parsed.ok)
    return { result: new CelError(parsed.issues.map(({ message }) => message).join()) };
  const planned = plan(resolveUnchecked(parsed.root, environment), environment);
  return { result: planned.ok ? planned.evaluate(slots, host) : new CelError(planned.message) };
}

/** What is wrong with our answer to a case; `undefined` when nothing is. */
export function difference(original: Case): string | undefined {
  const { result, type } = run(original);
  const deduced = at(original, "typedResult", "deducedType");
  const expectedType = deduced === undefined ? type : formatType(specType(deduced));
  if (type !== expectedType) return `type ${type} instead of ${expectedType}`;
  if (original["checkOnly"] === true) return undefined;
  const wanted = original["value"] ?? at(original, "typedResult", "result") ?? { boolValue: true };
  const expected = "evalError" in original ? new CelError("any error") : specValue(wanted);
  return isSame(result, expected) ? undefined : `${text(result)} instead of ${text(expected)}`;
}

function isSame(result: CelResult, expected: CelResult): boolean {
  if (result instanceof CelError) return expected instanceof CelError;
  if (expected instanceof CelError || typeNameOf(result) !== typeNameOf(expected)) return false;
  return Number.isNaN(expected) ? Number.isNaN(result) : celEquals(result, expected);
}

function text(value: CelResult): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "bigint" ? `${each}n` : each,
  );
}
