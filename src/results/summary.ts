import { SEVERITIES, type Severity } from "../policy/policy-identity.ts";
import { cleanText } from "./clean-text.ts";
import { countByContext, type MatrixRow } from "./count-by-context.ts";
import { type ControlRow, countByControl } from "./count-by-control.ts";
import { countErrors, type PolicyErrors } from "./count-errors.ts";
import {
  type ContextScan,
  isComplete,
  isWhole,
  type NotRead,
  policiesWithoutMatch,
  type Scan,
  violationsOf,
} from "./scan.ts";
import { type Violation, workloadKey } from "./violation.ts";

/** The consolidated answer: every total is over everything that was scanned, only `violations` is a page. */
export interface Summary {
  /** Handle under which the rows can be paged through. */
  readonly scan?: string;
  readonly context: string;
  readonly policy_sets: readonly string[];
  /** False when something was not read or a policy matched nothing; `not_read` and `warnings` say what. */
  readonly complete: boolean;
  readonly not_read: readonly NotReadRow[];
  readonly warnings: readonly string[];
  readonly scanned: Scanned;
  readonly totals: Totals;
  readonly by_severity: Readonly<Record<Severity, number>>;
  readonly by_policy: readonly PolicyRow[];
  readonly by_namespace: readonly NamespaceRow[];
  /** Id of the framework that `by_control` is about. */
  readonly framework?: string;
  readonly by_control?: readonly ControlRow[];
  /** One entry each when several contexts were scanned. */
  readonly contexts?: readonly ContextRow[];
  /** Violations of each policy in each context, when several contexts were scanned. */
  readonly matrix?: readonly MatrixRow[];
  /** Policies that could not be evaluated on some objects; absent when there are none. */
  readonly errors_by_policy?: readonly PolicyErrors[];
  readonly violations: readonly ViolationRow[];
  readonly shown: number;
  /** How many entries of a list were left out to keep the answer small. */
  readonly omitted?: Readonly<Record<string, number>>;
  readonly next_cursor?: string;
  readonly hint?: string;
}

export interface Scanned {
  readonly namespaces: number;
  readonly resources: number;
  readonly workloads: number;
  readonly policies: number;
  readonly rules_evaluated: number;
  readonly seconds: number;
}

/** fail, warn and error count (workload, policy, rule) rows; pass and skip count evaluations. */
export interface Totals {
  readonly workloads_with_violations: number;
  /** fail + warn. */
  readonly violations: number;
  readonly fail: number;
  readonly warn: number;
  readonly error: number;
  readonly skip: number;
  readonly pass: number;
}

interface NotReadRow {
  readonly context?: string;
  readonly namespace?: string;
  readonly resource: string;
  readonly reason: string;
  readonly message: string;
  readonly hint?: string;
}

interface PolicyRow {
  readonly policy: string;
  readonly severity: Severity;
  readonly violations: number;
  readonly workloads: number;
  readonly namespaces: number;
}

interface NamespaceRow {
  readonly context?: string;
  readonly namespace: string;
  readonly violations: number;
  readonly workloads: number;
}

/** One cluster of several; a small answer has the most important totals only. */
export interface ContextRow {
  readonly context: string;
  readonly complete: boolean;
  readonly scanned?: Omit<Scanned, "policies" | "seconds">;
  readonly totals: Pick<Totals, "workloads_with_violations" | "violations" | "error"> &
    Partial<Totals>;
  readonly by_severity?: Readonly<Record<Severity, number>>;
}

export interface ViolationRow {
  readonly context?: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly pods: number;
  readonly policy: string;
  readonly rule: string;
  readonly severity: Severity;
  /** Absent for `fail`. */
  readonly outcome?: "warn" | "error";
  readonly message: string;
}

/** Name that stands for objects without a namespace. */
const CLUSTER_SCOPED = "(cluster-scoped)";
const MESSAGE_LENGTH = 180;
/** An RBAC rule must be whole to be of use. */
const HINT_LENGTH = 1200;

/** Sums a scan up in full, every list whole and every row shown; `fitSummary` makes it small. */
export function summarizeScan(scan: Scan): Summary {
  const isFleet = scan.contexts.length > 1;
  const violations = violationsOf(scan);
  const byPolicy = countByPolicy(violations);
  const errors = countErrors(violations);
  return {
    context: scan.contexts.map(({ context }) => context).join(", "),
    policy_sets: scan.policySets,
    complete: isComplete(scan),
    not_read: scan.contexts.flatMap(({ notRead }) =>
      notRead.map((row) => toNotReadRow(row, isFleet)),
    ),
    warnings: warningsOf(scan),
    scanned: {
      ...scannedIn(scan.contexts),
      policies: scan.policies.length,
      seconds: Math.round(scan.seconds * 1000) / 1000,
    },
    totals: totalsOf(violations, scan.contexts),
    by_severity: countBySeverity(violations),
    by_policy: byPolicy,
    by_namespace: countByNamespace(violations, isFleet),
    ...(scan.framework !== undefined && {
      framework: scan.framework.id,
      by_control: countByControl(scan.framework, scan, realViolations(violations)),
    }),
    ...(isFleet && {
      contexts: scan.contexts.map(toContextRow),
      matrix: countByContext(byPolicy, scan.contexts, realViolations(violations)),
    }),
    ...(errors.length > 0 && { errors_by_policy: errors }),
    violations: violations.map((violation) => toViolationRow(violation, isFleet)),
    shown: violations.length,
  };
}

/** A violation as answers show it: text from a cluster cleaned and capped. */
export function toViolationRow(violation: Violation, withContext: boolean): ViolationRow {
  const { context, outcome, message, name, namespace, ...rest } = violation;
  return {
    ...(withContext && { context }),
    namespace: cleanText(namespace, MESSAGE_LENGTH),
    kind: cleanText(rest.kind, MESSAGE_LENGTH),
    name: cleanText(name, MESSAGE_LENGTH),
    pods: rest.pods,
    policy: cleanText(rest.policy, MESSAGE_LENGTH),
    rule: cleanText(rest.rule, MESSAGE_LENGTH),
    severity: rest.severity,
    ...(outcome !== "fail" && { outcome }),
    message: cleanText(message, MESSAGE_LENGTH),
  };
}

function toNotReadRow(
  { context, namespace, resource, reason, message, hint }: NotRead,
  withContext: boolean,
): NotReadRow {
  return {
    ...(withContext && { context }),
    ...(namespace !== undefined && { namespace }),
    resource: cleanText(resource, MESSAGE_LENGTH),
    reason,
    message: cleanText(message, MESSAGE_LENGTH),
    ...(hint !== undefined && { hint: cleanText(hint, HINT_LENGTH) }),
  };
}

function warningsOf(scan: Scan): string[] {
  const silent = policiesWithoutMatch(scan);
  return [
    ...scan.contexts.flatMap(({ warnings }) =>
      warnings.map((text) => cleanText(text, MESSAGE_LENGTH)),
    ),
    ...(silent.length === 0 ? [] : [silenceText(silent)]),
  ];
}

function silenceText(silent: readonly string[]): string {
  const named = silent.slice(0, 5).join(", ");
  const more = silent.length > 5 ? ` and ${silent.length - 5} more` : "";
  return `${silent.length} ${silent.length === 1 ? "policy" : "policies"} matched nothing that was scanned, so they say nothing: ${named}${more}`;
}

function scannedIn(contexts: readonly ContextScan[]): Omit<Scanned, "policies" | "seconds"> {
  const sum = (pick: (scan: ContextScan) => number): number =>
    contexts.reduce((total, scan) => total + pick(scan), 0);
  return {
    namespaces: sum(({ tally }) => tally.namespaces),
    resources: sum(({ tally }) => tally.resources),
    workloads: sum(({ tally }) => tally.workloads),
    rules_evaluated: sum(({ tally }) => tally.rulesEvaluated),
  };
}

function totalsOf(violations: readonly Violation[], contexts: readonly ContextScan[]): Totals {
  const count = (outcome: Violation["outcome"]): number =>
    violations.filter((violation) => violation.outcome === outcome).length;
  const fail = count("fail");
  const warn = count("warn");
  return {
    workloads_with_violations: new Set(realViolations(violations).map(workloadKey)).size,
    violations: fail + warn,
    fail,
    warn,
    error: count("error"),
    skip: contexts.reduce((sum, { tally }) => sum + tally.skip, 0),
    pass: contexts.reduce((sum, { tally }) => sum + tally.pass, 0),
  };
}

function countBySeverity(violations: readonly Violation[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { severity, outcome } of violations) if (outcome !== "error") counts[severity] += 1;
  return counts;
}

function countByPolicy(violations: readonly Violation[]): PolicyRow[] {
  const groups = Map.groupBy(realViolations(violations), ({ policy }) => policy);
  return [...groups.entries()]
    .map(([policy, rows]) => ({
      policy,
      severity: rows[0]?.severity ?? "medium",
      violations: rows.length,
      workloads: new Set(rows.map(workloadKey)).size,
      namespaces: new Set(rows.map(({ context, namespace }) => `${context} ${namespace}`)).size,
    }))
    .toSorted(
      (left, right) =>
        SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
        right.violations - left.violations ||
        (left.policy < right.policy ? -1 : 1),
    );
}

function countByNamespace(violations: readonly Violation[], withContext: boolean): NamespaceRow[] {
  const groups = Map.groupBy(
    realViolations(violations),
    ({ context, namespace }) => `${context}\n${namespace}`,
  );
  return [...groups.values()]
    .map((rows) => ({
      ...(withContext && { context: rows[0]?.context ?? "" }),
      namespace: rows[0]?.namespace === "" ? CLUSTER_SCOPED : (rows[0]?.namespace ?? ""),
      violations: rows.length,
      workloads: new Set(rows.map(workloadKey)).size,
    }))
    .toSorted(
      (left, right) =>
        right.violations - left.violations || (left.namespace < right.namespace ? -1 : 1),
    );
}

function toContextRow(scan: ContextScan): ContextRow {
  return {
    context: scan.context,
    complete: isWhole(scan),
    scanned: scannedIn([scan]),
    totals: totalsOf(scan.tally.violations, [scan]),
    by_severity: countBySeverity(scan.tally.violations),
  };
}

/** Rows that are violations; an error is a question without an answer. */
function realViolations(violations: readonly Violation[]): readonly Violation[] {
  return violations.filter(({ outcome }) => outcome !== "error");
}
