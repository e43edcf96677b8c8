import type { Summary } from "../results/summary.ts";
import { type AnswerRequest, answerScan, continueScan } from "./answer-scan.ts";
import type { ClusterPolicies } from "./cluster-policies.ts";
import { choosePolicies, type PolicyWish } from "./choose-policies.ts";
import { chosenContexts } from "./resolve-context.ts";
import type { ScanFilter } from "../pipeline/scan-filter.ts";
import { scanWithPolicies } from "./scan-with-policies.ts";
import type { Services } from "./services.ts";
import { CALL_SECONDS, withDeadline } from "./with-deadline.ts";

/** Which clusters to check, what in them, with what, and which page to answer with. */
export interface CheckClusterInput extends PolicyWish, AnswerRequest {
  /** The session's context when empty. */
  readonly contexts: readonly string[] | "all";
  readonly filter: ScanFilter;
  /** How long clusters are read at most; `CALL_SECONDS` by default. */
  readonly timeoutSeconds?: number | undefined;
  /** Goes on in a scan that was made before; everything else but the page is then ignored. */
  readonly cursor?: string | undefined;
}

/** Scans clusters and answers with the consolidated summary; the scan is kept for later pages. */
export async function checkCluster(
  input: CheckClusterInput,
  unbounded: Services,
): Promise<Summary> {
  if (input.cursor !== undefined) return continueScan(input.cursor, input, unbounded.scans);
  const services = withDeadline(unbounded, input.timeoutSeconds ?? CALL_SECONDS);
  const contexts = await chosenContexts(input.contexts, services);
  const { filter, policySets = [] } = input;
  const prepare = (found: ClusterPolicies | undefined) => choosePolicies(input, services, found);
  const scan = await scanWithPolicies({ contexts, policySets, prepare, filter }, services);
  return answerScan(scan, input, services.scans);
}
