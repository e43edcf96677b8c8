import { expect, test } from "vitest";
import type { Activation, CelProgram } from "../../cel/compile-expression.ts";
import { CelError, CelPending, type CelResult } from "../../cel/values.ts";
import { offlineHost } from "../offline-host.ts";
import { evaluateValidating } from "./evaluate-validating.ts";
import type { Verdict } from "./verdict.ts";
import type { CompiledValidation, ValidatingProgram } from "./validating-program.ts";

const ACTIVATION: Activation = { slots: [], host: offlineHost([]) };
const BROKEN = new CelError("no such key: zz");

function gives(result: CelResult): CelProgram {
  return { source: "", resultType: { kind: "dyn" }, evaluate: () => result };
}

function validation(result: CelResult, message = "", words?: CelResult): CompiledValidation {
  const messageExpression = words === undefined ? undefined : gives(words);
  return { condition: gives(result), message, messageExpression };
}

function evaluate(parts: Partial<ValidatingProgram>): Verdict {
  const program: ValidatingProgram = {
    matchConditions: [],
    variables: new Map(),
    validations: [],
    auditAnnotations: new Map(),
    ignoresConditionErrors: false,
    isForJson: false,
    exceptions: [],
    ...parts,
  };
  return evaluateValidating(program, ACTIVATION);
}

test.for<[string, readonly CompiledValidation[], Partial<Verdict>]>([
  ["pass", [], { kind: "pass" }],
  ["pass", [validation(true), validation(true)], { kind: "pass" }],
  [
    "the static message",
    [validation(true), validation(false, "m1")],
    { kind: "fail", index: 1, message: "m1" },
  ],
  [
    "a message of its own",
    [validation(false)],
    { kind: "fail", index: 0, message: "CEL expression validation failed at index 0" },
  ],
  [
    "the messageExpression",
    [validation(false, "static", "expr")],
    { kind: "fail", message: "expr" },
  ],
  ["spaces as they are", [validation(false, "static", "  ")], { kind: "fail", message: "  " }],
  [
    "what broke the messageExpression",
    [validation(false, "static", BROKEN)],
    { kind: "fail", message: "failed to evaluate message expression: no such key: zz" },
  ],
  [
    "the first failure",
    [validation(false, "m0"), validation(BROKEN)],
    { kind: "fail", index: 0, message: "m0" },
  ],
  [
    "the first error",
    [validation(BROKEN), validation(false, "m1")],
    { kind: "error", index: 0, message: "no such key: zz" },
  ],
])("validations give %s", ([, validations, expected]) => {
  expect(evaluate({ validations })).toMatchObject(expected);
});

const FAILING = [validation(false, "F")];

test.for<[readonly CelResult[], boolean, Verdict]>([
  [[true, true], false, { kind: "fail", message: "F", index: 0, annotations: {} }],
  [[true, false], false, { kind: "skip" }],
  [[BROKEN], false, { kind: "broken", message: "no such key: zz" }],
  [
    [BROKEN, true, new CelError("division by zero")],
    false,
    { kind: "broken", message: "no such key: zz; division by zero" },
  ],
  [[BROKEN, false], false, { kind: "skip" }],
  [[BROKEN], true, { kind: "skip" }],
])("matchConditions %o with errors ignored: %o", ([results, ignoresConditionErrors, expected]) => {
  const matchConditions = results.map((result) => gives(result));
  expect(evaluate({ matchConditions, ignoresConditionErrors, validations: FAILING })).toEqual(
    expected,
  );
});

test("annotations go with passes and failures, empty ones left out", () => {
  const auditAnnotations = new Map([
    ["k", gives("  v ")],
    ["empty", gives("")],
  ]);
  expect(evaluate({ auditAnnotations })).toEqual({ kind: "pass", annotations: { k: "  v " } });
  expect(evaluate({ auditAnnotations, validations: FAILING })).toMatchObject({
    annotations: { k: "  v " },
  });
});

const NOT_TEXT =
  "failed to convert auditAnnotation 'k' expression: type conversion error from 'null_type' to 'string'";

test("a null annotation breaks a pass and turns a failure into an error", () => {
  const auditAnnotations = new Map([["k", gives(null)]]);
  expect(evaluate({ auditAnnotations })).toEqual({ kind: "broken", message: NOT_TEXT });
  expect(evaluate({ auditAnnotations, validations: FAILING })).toEqual({
    kind: "error",
    message: NOT_TEXT,
    index: 0,
  });
});

test("annotations are not looked at when a validation could not be evaluated", () => {
  const auditAnnotations = new Map([["k", gives(null)]]);
  expect(evaluate({ auditAnnotations, validations: [validation(BROKEN)] })).toMatchObject({
    message: "no such key: zz",
  });
});

test.for<[string, Partial<ValidatingProgram>]>([
  ["a matchCondition", { matchConditions: [gives(new CelPending("cm"))] }],
  ["a validation", { validations: [validation(new CelPending("cm"))] }],
  ["a message", { validations: [validation(false, "", new CelPending("cm"))] }],
  ["an annotation", { auditAnnotations: new Map([["k", gives(new CelPending("cm"))]]) }],
])("missing data in %s leaves the verdict open", ([, parts]) => {
  expect(evaluate(parts)).toEqual({ kind: "pending", lookup: "cm" });
});
