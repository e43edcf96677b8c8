import type { Operation } from "../../engine/evaluation.ts";
import type { Outcome, RuleResult } from "../../results/rule-result.ts";
import type { KyvernoTestRow } from "../../report/kyverno-test-row.ts";
import type { ExpectedResult } from "./test-file.ts";

/** What one policy said about one resource in one run; `name` is the policy's without its namespace. */
export interface TestResponse {
  readonly name: string;
  /** Whether the policy's rules have names; expectations of other policies need not name a rule. */
  readonly hasRules: boolean;
  readonly rules: readonly RuleResult[];
}

/** Who a run's responses are about: the parts of the CLI's key `apiVersion,kind,namespace,name`. */
export interface TestSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** All responses about one resource, in the order the policies ran. */
export interface SubjectResponses {
  readonly subject: TestSubject;
  readonly responses: readonly TestResponse[];
}

/** The default run and one run per operation that some expectation names. */
export interface TestRuns {
  readonly standard: readonly SubjectResponses[];
  readonly byOperation: ReadonlyMap<Operation, readonly SubjectResponses[]>;
  /** Policies that were refused, by name. */
  readonly invalid: ReadonlyMap<string, RefusedPolicy>;
}

/** Why a policy was refused, in Kyverno's words. */
export interface RefusedPolicy {
  readonly text: string;
  /** Kyverno's CLI goes on without a refused classic policy and passes over its results; it stops at any other. */
  readonly isPassedOver: boolean;
}

/**
 * Checks expectations against responses as `kyverno test` does: a resource is found by its name whatever its kind,
 * an expectation that finds none looks at all resources, a response without rules counts as passed (`Excluded`).
 */
export function matchResults(
  expected: readonly ExpectedResult[],
  runs: TestRuns,
): readonly KyvernoTestRow[] {
  return expected.flatMap((result) => {
    const run =
      (result.operation === undefined ? undefined : runs.byOperation.get(result.operation)) ??
      runs.standard;
    return selectSubjects(result, run).flatMap((entry) => rowsFor(result, entry, runs.invalid));
  });
}

function selectSubjects(
  expected: ExpectedResult,
  run: readonly SubjectResponses[],
): readonly SubjectResponses[] {
  const found = [
    ...expected.resources.flatMap((text) => run.filter(({ subject }) => isNamed(text, subject))),
    ...expected.resourceSpecs.flatMap((spec) =>
      run.filter(
        ({ subject }) =>
          subject.apiVersion === apiVersionOf(spec) &&
          subject.namespace === (spec.namespace ?? "") &&
          subject.name === (spec.name ?? ""),
      ),
    ),
  ];
  return found.length === 0 ? run : [...new Set(found)];
}

/** `name` or `namespace/name`; text with more slashes names nothing. A payload's name is its path, whatever slashes it has. */
function isNamed(text: string, subject: TestSubject): boolean {
  const [first, second, ...more] = text.split("/");
  if (more.length > 0) return false;
  return second === undefined
    ? first === subject.name
    : first === subject.namespace && second === subject.name;
}

function apiVersionOf(spec: { readonly group?: string; readonly version?: string }): string {
  return spec.group ? `${spec.group}/${spec.version ?? ""}` : (spec.version ?? "");
}

function rowsFor(
  expected: ExpectedResult,
  { subject, responses }: SubjectResponses,
  invalid: ReadonlyMap<string, RefusedPolicy>,
): readonly KyvernoTestRow[] {
  const name = expected.policy.slice(expected.policy.lastIndexOf("/") + 1);
  const resource = labelOf(subject);
  const base = { policy: expected.policy, rule: expected.rule, resource };
  const rows: KyvernoTestRow[] = [];
  for (const response of responses) {
    if (response.name !== name) continue;
    rows.push(
      ...checkedRules(expected, response).map(({ rule, outcome, message }) => ({
        ...base,
        rule,
        ...verdict(expected.result, outcome),
        message,
      })),
    );
    if (rows.length === 0)
      rows.push({ ...base, result: "Pass", reason: "Excluded", message: "Excluded" });
  }
  if (rows.length > 0) return rows;
  const refused = invalid.get(name);
  if (refused === undefined)
    return [{ ...base, result: "Fail", reason: "Not found", message: "Not found" }];
  const result = refused.isPassedOver ? "Skip" : "Fail";
  return [{ ...base, result, reason: "Invalid Policy", message: refused.text }];
}

/** `apiVersion/kind/namespace/name`, or a payload's path. */
function labelOf({ apiVersion, kind, namespace, name }: TestSubject): string {
  return kind === "" ? `/${name}` : `${apiVersion}/${kind}/${namespace}/${name}`;
}

/** The named rule and those generated from it; all rules where none is named. */
function checkedRules(
  { rule: name }: ExpectedResult,
  { hasRules, rules }: TestResponse,
): readonly RuleResult[] {
  if (!hasRules || name === "") return rules;
  const names = new Set([name, `autogen-${name}`, `autogen-cronjob-${name}`]);
  return rules.filter(({ rule }) => names.has(rule));
}

function verdict(expected: Outcome, actual: Outcome): Pick<KyvernoTestRow, "result" | "reason"> {
  return actual === expected
    ? { result: "Pass", reason: "Ok" }
    : { result: "Fail", reason: `Want ${expected}, got ${actual}` };
}
