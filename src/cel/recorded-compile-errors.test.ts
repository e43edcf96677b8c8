import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { validatingEnvironment } from "../engine/expressions/validating-environment.ts";
import { loadDocuments } from "../manifest/load-documents.ts";
import { isClassicPolicy } from "../policy/policy.ts";
import { readPolicies } from "../policy/read-policies.ts";
import type { ValidatingPolicy } from "../policy/validating-policy.ts";
import { compileExpression } from "./compile-expression.ts";
import type { CelEnvironment } from "./environment.ts";
import type { CelType } from "./types.ts";

/** What the real CLI answered for ValidatingPolicies: which expressions it refuses, and in which words. */
const CONFORMANCE = join(import.meta.dirname, "../../../shared/conformance");
const isThere = existsSync(CONFORMANCE);
if (!isThere) process.stderr.write(`skipped: there are no recorded answers at ${CONFORMANCE}\n`);

type Variables = NonNullable<ValidatingPolicy["spec"]["variables"]>;

interface Refusal {
  readonly place: string;
  readonly expression: string;
  readonly policy: ValidatingPolicy;
  readonly variables: Variables;
  readonly text: string;
}

const GO_ONLY: Readonly<Record<string, string>> = {
  "\\a": String.raw`\u0007`,
  "\\v": String.raw`\u000b`,
};

function unquoteGo(text: string): string {
  const json = text.replace(/\\(?:x([0-9a-f]{2})|[^])/g, (escape, hex: string | undefined) =>
    hex === undefined ? (GO_ONLY[escape] ?? escape) : String.raw`\u00${hex}`,
  );
  return String(JSON.parse(json));
}

/** `spec.validations[0].expression: Invalid value: "…": ` and the compiler's text, closed by `]))`. */
const MESSAGE =
  /(?<field>spec\.[\w.[\]]+): Invalid value: (?<value>"(?:[^"\\]|\\.)*"): (?<text>[^]*?)\]\)*$/;

type Row = readonly [name: string, ...(string | null)[]];

function rowsOf(folder: string): readonly Row[] {
  return readFileSync(join(folder, "gold.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const row: Row = JSON.parse(line);
      return row;
    });
}

function refusalOf(row: Row, policies: readonly ValidatingPolicy[]): Refusal | null {
  const { field, value, text } = MESSAGE.exec(row[6] ?? "")?.groups ?? {};
  const policy = policies.find(({ name }) => name === row[0]);
  if (!policy || field === undefined || value === undefined || text === undefined) return null;
  // The type that a field wants is its caller's to check.
  if (text.startsWith("output is expected")) return null;
  const variables = field.startsWith("spec.matchConditions") ? [] : (policy.spec.variables ?? []);
  return { place: `${row[0]} ${field}`, expression: unquoteGo(value), policy, variables, text };
}

async function policiesIn(pattern: string): Promise<readonly ValidatingPolicy[]> {
  const { documents } = await loadDocuments(globSync(join(CONFORMANCE, pattern)));
  return readPolicies(documents).policies.filter((policy) => !isClassicPolicy(policy));
}

async function refusalsIn(folder: string): Promise<readonly Refusal[]> {
  const policies = await policiesIn(`probes/${basename(folder)}/policies.yaml`);
  const invalid = rowsOf(folder).filter((row) => row[5] === "invalid");
  return invalid.flatMap((row) => refusalOf(row, policies) ?? []);
}

/** The environment of an expression that may use these variables. */
function environmentFor(
  { kind, namespace }: ValidatingPolicy,
  variables: Variables,
): CelEnvironment {
  const own = kind === "NamespacedValidatingPolicy" ? namespace : undefined;
  const types: Record<string, CelType> = {};
  for (const { name, expression } of variables) {
    const compilation = compileExpression(expression, validatingEnvironment(own, { ...types }));
    types[name] = compilation.ok ? compilation.program.resultType : { kind: "dyn" };
  }
  return validatingEnvironment(own, types);
}

const folders = globSync(join(CONFORMANCE, "probes/{cel,vpol}-*/gold.jsonl")).map((file) =>
  dirname(file),
);
const refusals = isThere ? (await Promise.all(folders.map(refusalsIn))).flat() : [];

describe.skipIf(!isThere)("the recorded policies", () => {
  test("hold refused expressions", () => {
    expect(refusals.length).toBeGreaterThan(100);
  });

  test.for(refusals)("are refused in cel-go's words: $place $expression", (refusal) => {
    const environment = environmentFor(refusal.policy, refusal.variables);
    const compilation = compileExpression(refusal.expression, environment);
    expect(compilation.ok ? "compiles" : compilation.error.text).toBe(refusal.text);
  });
});

/** Every expression of a policy with the environment in which Kyverno compiles it. */
function expressionsOf(policy: ValidatingPolicy) {
  const { spec } = policy;
  const withVariables = environmentFor(policy, spec.variables ?? []);
  const { validations = [], auditAnnotations = [], matchConditions = [] } = spec;
  const later = [
    ...validations.flatMap(({ expression, messageExpression }) => [expression, messageExpression]),
    ...auditAnnotations.map(({ valueExpression }) => valueExpression),
  ];
  return [
    ...matchConditions.map(({ expression }) => ({
      expression,
      environment: environmentFor(policy, []),
    })),
    ...later.flatMap((expression) =>
      expression === undefined ? [] : [{ expression, environment: withVariables }],
    ),
  ];
}

describe.skipIf(!isThere)("every expression that the CLI loads", () => {
  test.for(["policies/**/*.yaml", "cli/**/*.yaml", "probes/{cel,vpol}-*/policies.yaml"])(
    "compiles in %s",
    async (pattern) => {
      const refusedThere = new Set(
        folders
          .flatMap((folder) => rowsOf(folder).filter((row) => row[5] === "invalid"))
          .map(([name]) => name),
      );
      const policies = (await policiesIn(pattern)).filter(
        ({ name, spec }) => !refusedThere.has(name) && isForKubernetes(spec),
      );
      const refused = policies.flatMap((policy) =>
        expressionsOf(policy).flatMap(({ expression, environment }) => {
          const compilation = compileExpression(expression, environment);
          return compilation.ok ? [] : `${policy.name}: ${compilation.error.text}`;
        }),
      );
      expect(policies.length).toBeGreaterThan(10);
      expect(refused).toEqual([]);
    },
  );
});

/** Envoy and HTTP policies have an environment of their own. */
function isForKubernetes({ evaluation }: ValidatingPolicy["spec"]): boolean {
  return evaluation?.mode === undefined || ["Kubernetes", "JSON"].includes(evaluation.mode);
}
