import type { Framework } from "../policy/frameworks.ts";
import { compareViolations, type PolicyFacts, type Violation } from "./violation.ts";
import type { TallyResult } from "./tally.ts";
import type { TallyPart } from "./tally-part.ts";

/** Something that was asked for and not read; a scan with one is never complete. */
export interface NotRead {
  readonly context: string;
  readonly namespace?: string;
  /** `pods`, `deployments.apps`, a file, or a policy that could not be evaluated. */
  readonly resource: string;
  /** One word or two: `forbidden`, `timeout`, `deadline`, `unavailable`, `unknown kind`, `invalid policy`. */
  readonly reason: string;
  readonly message: string;
  /** What would help: the RBAC rule that is missing, what to check, what to try. */
  readonly hint?: string;
}

/** What was found in one cluster, or in manifests (context ""). */
export interface ContextScan {
  readonly context: string;
  readonly notRead: readonly NotRead[];
  readonly warnings: readonly string[];
  readonly tally: TallyResult;
  /** What it was summed up from; only where a shard of a scan is written. */
  readonly parts?: ContextParts;
}

/** What was read of one cluster, before it is summed up: plain data that shards of a scan are written as. */
export interface ContextParts {
  readonly context: string;
  /** What numbers in the parts lead to. */
  readonly policies: readonly PolicyFacts[];
  readonly parts: readonly TallyPart[];
  readonly notRead: readonly NotRead[];
  /** Lists of owners that could not be read. */
  readonly unknownOwners: readonly NotRead[];
  readonly warnings: readonly string[];
  /** Resources whose list expired while it was read. */
  readonly inconsistent: readonly string[];
}

/** One finished scan, every row of it: what summaries and pages are made from. */
export interface Scan {
  /** Absent: evaluated by this engine; else what tools in the cluster reported. */
  readonly origin?: "reports";
  readonly policySets: readonly string[];
  readonly policies: readonly PolicyFacts[];
  /** What the summary is grouped by, beside policies and namespaces. */
  readonly framework?: Framework;
  readonly contexts: readonly ContextScan[];
  readonly seconds: number;
  /** Where the rows of reports come from; only with origin `reports`. */
  readonly reports?: ReportOrigins;
}

/** The report APIs of a cluster and who wrote into them. */
export interface ReportOrigins {
  readonly sources: readonly ReportSource[];
  /** API groups of reports that the cluster has, and those it has not. */
  readonly served: readonly string[];
  readonly notServed: readonly string[];
}

/** One tool's results in one report API. */
export interface ReportSource {
  readonly source: string;
  /** The API group. */
  readonly api: string;
  /** Results that were read, of any outcome. */
  readonly results: number;
  /** Those with outcome fail, warn or error. */
  readonly failing: number;
  /** Violations that the tool counted, where it lists only some of them. */
  readonly total?: number;
  /** Time of the newest and the oldest result, in milliseconds since 1970. */
  readonly newest?: number;
  readonly oldest?: number;
}

/** Every row of every context, most severe first. */
export function violationsOf(scan: Scan): readonly Violation[] {
  const [first, ...others] = scan.contexts;
  if (first === undefined) return [];
  if (others.length === 0) return first.tally.violations;
  return mergeSorted(scan.contexts.map(({ tally }) => tally.violations));
}

function mergeSorted(lists: readonly (readonly Violation[])[]): readonly Violation[] {
  return lists.flat().toSorted(compareViolations);
}

/** Policies that no object matched: their silence is not a pass. */
export function policiesWithoutMatch(scan: Scan): readonly string[] {
  return scan.policies
    .map(({ key }) => key)
    .filter((key) => !scan.contexts.some(({ tally }) => tally.policiesMatched.has(key)));
}

/** True when everything that was asked for was read, and every policy had something to say and could say it. */
export function isComplete(scan: Scan): boolean {
  return scan.contexts.every(isWhole) && policiesWithoutMatch(scan).length === 0;
}

/** Whether everything of a context was read and evaluated. */
export function isWhole({ notRead, tally }: ContextScan): boolean {
  return notRead.length === 0 && tally.violations.every(({ outcome }) => outcome !== "error");
}
