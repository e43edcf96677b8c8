import type { Severity } from "../policy/policy-identity.ts";
import { cleanText } from "./clean-text.ts";
import type { ContextScan } from "./scan.ts";
import type { Violation } from "./violation.ts";

/** One policy in every cluster: its violations by the context's name, beside its own name and severity. */
export type MatrixRow = Readonly<Record<string, MatrixCell>>;

/** Violations; `no match` where a cluster has nothing that the policy is about, `not read` where nobody knows. */
export type MatrixCell = number | string;

const NAME_LENGTH = 180;

/** Columns that every row of a matrix has; a context by one of these names gets a mark. */
const OWN_COLUMNS: ReadonlySet<string> = new Set(["policy", "severity"]);

/** The column of a context in a matrix. */
export function matrixColumn(context: string): string {
  const name = cleanText(context, NAME_LENGTH);
  return OWN_COLUMNS.has(name) ? `${name} (context)` : name;
}

/** A row for each policy with violations, in the order of `policies`, and a column for each cluster. */
export function countByContext(
  policies: readonly { readonly policy: string; readonly severity: Severity }[],
  contexts: readonly ContextScan[],
  violations: readonly Violation[],
): readonly MatrixRow[] {
  const counts = Map.groupBy(violations, ({ policy, context }) => `${policy}\n${context}`);
  return policies.map(({ policy, severity }) => ({
    policy: cleanText(policy, NAME_LENGTH),
    severity,
    ...Object.fromEntries(
      contexts.map((scan) => {
        const count = counts.get(`${policy}\n${scan.context}`)?.length ?? 0;
        return [matrixColumn(scan.context), cellFor(policy, count, scan)];
      }),
    ),
  }));
}

/** Nothing found is only a zero where the policy looked at something. */
function cellFor(policy: string, count: number, { notRead, tally }: ContextScan): MatrixCell {
  if (count > 0 || tally.policiesMatched.has(policy)) return count;
  return notRead.length > 0 ? "not read" : "no match";
}
