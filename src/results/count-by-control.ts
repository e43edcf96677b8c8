import type { Framework } from "../policy/frameworks.ts";
import { policiesWithoutMatch, type Scan } from "./scan.ts";
import { type Violation, workloadKey } from "./violation.ts";

/** What policies found about one control of a framework. */
export interface ControlRow {
  /** The control's id; empty for the policies that the framework has no control for. */
  readonly control: string;
  readonly title: string;
  /** Policies of the scan that check it, wholly or in part. */
  readonly policies: number;
  /** Those that some object matched: a control whose policies matched nothing is not fulfilled, it was not looked at. */
  readonly matched: number;
  readonly violations: number;
  readonly workloads: number;
}

/** A row for each control that some policy of the scan checks, in the framework's order, and one for the other policies. A violation counts for every control that its policy checks. */
export function countByControl(
  { controls }: Framework,
  scan: Scan,
  violations: readonly Violation[],
): readonly ControlRow[] {
  const used = scan.policies.map(({ key }) => key);
  const silent = new Set(policiesWithoutMatch(scan));
  const byPolicy = Map.groupBy(violations, ({ policy }) => policy);
  const rowFor = (control: string, title: string, keys: readonly string[]): ControlRow => {
    const rows = keys.flatMap((key) => byPolicy.get(key) ?? []);
    return {
      control,
      title,
      policies: keys.length,
      matched: keys.filter((key) => !silent.has(key)).length,
      violations: rows.length,
      workloads: new Set(rows.map(workloadKey)).size,
    };
  };
  const mapped = new Set(controls.flatMap((control) => control.policies));
  const rows = [
    ...controls.map(({ id, title, policies: names }) =>
      rowFor(
        id,
        title,
        used.filter((key) => names.includes(key)),
      ),
    ),
    rowFor(
      "",
      "policies without a control here",
      used.filter((key) => !mapped.has(key)),
    ),
  ];
  return rows.filter((row) => row.policies > 0);
}
