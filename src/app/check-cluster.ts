import type { Summary } from "../results/summary.ts";
import { type AnswerRequest, answerScan, continueScan } from "./answer-scan.ts";
import { choosePolicies, type PolicyWish } from "./choose-policies.ts";
import { groupedAs } from "./prepare-policies.ts";
import { chosenContexts } from "./resolve-context.ts";
import { scanClusters } from "./scan-cluster.ts";
import type { ScanFilter } from "./scan-filter.ts";
import type { Services } from "./services.ts";

/** Which clusters to check, what in them, with what, and which page to answer with. */
export interface CheckClusterInput extends PolicyWish, AnswerRequest {
  /** The session's context when empty. */
  readonly contexts: readonly string[];
  readonly filter: ScanFilter;
  /** Goes on in a scan that was made before; everything else but the page is then ignored. */
  readonly cursor?: string | undefined;
}

/** Scans clusters and answers with the consolidated summary; the scan is kept for later pages. */
export async function checkCluster(input: CheckClusterInput, services: Services): Promise<Summary> {
  if (input.cursor !== undefined) return continueScan(input.cursor, input, services.scans);
  const policies = await choosePolicies(input, services);
  const contexts = await chosenContexts(input.contexts, services);
  const scan = await scanClusters({ contexts, policies, filter: input.filter }, services);
  return answerScan(groupedAs(scan, policies), input, services.scans);
}
