import { allChecks } from "./checks/all-checks.ts";
import type { CheckPod, Revision } from "./checks/check.ts";
import type { Pod } from "./pod.ts";
import type { Violation } from "./violation.ts";

/** A violation and the check that found it. */
export interface FailedCheck extends Violation {
  readonly id: string;
}

/** The checks of a level at a version. */
export type ChecksOfStandard = readonly { readonly id: string; readonly check: CheckPod }[];

/**
 * The checks that a level asks for at a version (19 for v1.19, infinity for latest). As in Kyverno, a check whose
 * oldest revision is newer counts nevertheless, and every level but baseline asks for all checks.
 */
export function selectChecks(level: string, minor: number): ChecksOfStandard {
  return allChecks
    .filter((check) => level !== "baseline" || check.level === "baseline")
    .map(({ id, revisions }) => ({ id, check: revisionAt(revisions, minor).check }));
}

function revisionAt(
  [oldest, ...newer]: readonly [Revision, ...Revision[]],
  minor: number,
): Revision {
  return newer.findLast(({ sinceMinor }) => sinceMinor <= minor) ?? oldest;
}

/** What the pod violates, in the order of the checks. */
export function runChecks(checks: ChecksOfStandard, pod: Pod): readonly FailedCheck[] {
  const failed: FailedCheck[] = [];
  for (const { id, check } of checks) {
    const violation = check(pod);
    if (violation === undefined) continue;
    const { reason, detail, errors } = violation;
    failed.push({ id, reason, detail, errors });
  }
  return failed;
}
