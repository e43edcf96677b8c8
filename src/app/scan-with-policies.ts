import { UserError } from "../manifest/user-error.ts";
import type { ContextScan, Scan } from "../results/scan.ts";
import { createTally } from "../results/tally.ts";
import { CLUSTER_SET, type ClusterPolicies } from "./cluster-policies.ts";
import { groupedAs, type PreparedPolicies } from "./prepare-policies.ts";
import { readClusterPolicies } from "./read-cluster-policies.ts";
import { scanClusters } from "./scan-cluster.ts";
import type { ScanFilter } from "../pipeline/scan-filter.ts";
import type { Services } from "./services.ts";

/** Which clusters to scan, and how policies are prepared once a cluster's own are known. */
export interface PoliciesScan {
  readonly contexts: readonly string[];
  /** Names of sets, `cluster` among them or not. */
  readonly policySets: readonly string[];
  /** Called once without a cluster's policies, or once for each cluster with them. */
  readonly prepare: (found: ClusterPolicies | undefined) => Promise<PreparedPolicies>;
  readonly filter: ScanFilter;
}

/** Clusters whose policies are read at once. */
const PARALLEL_CONTEXTS = 4;

/**
 * Scans clusters with the same policies, or, where the set `cluster` is named, each with what is installed in it. One
 * cluster without policies, or that can't be reached, hides none of the others.
 */
export async function scanWithPolicies(input: PoliciesScan, services: Services): Promise<Scan> {
  const { contexts, policySets, prepare, filter } = input;
  if (!policySets.includes(CLUSTER_SET)) {
    const policies = await prepare(undefined);
    return groupedAs(await scanClusters({ contexts, policies, filter }, services), policies);
  }
  const started = performance.now();
  const scans: Scan[] = [];
  for (let next = 0; next < contexts.length; next += PARALLEL_CONTEXTS) {
    const batch = contexts.slice(next, next + PARALLEL_CONTEXTS);
    const running = batch.map((context) => scanOrExplain(context, input, services));
    // oxlint-disable-next-line no-await-in-loop -- batches bound the load
    scans.push(...(await Promise.all(running)));
  }
  const facts = scans.flatMap(({ policies }) => policies);
  return {
    ...scans.find(({ policies }) => policies.length > 0),
    policySets,
    policies: [...new Map(facts.map((fact) => [fact.key, fact])).values()],
    contexts: scans.flatMap((scan) => scan.contexts),
    seconds: (performance.now() - started) / 1000,
  };
}

async function scanOrExplain(
  context: string,
  input: PoliciesScan,
  services: Services,
): Promise<Scan> {
  try {
    const policies = await input.prepare(await readClusterPolicies(context, services));
    const { filter } = input;
    const scan = await scanClusters({ contexts: [context], policies, filter }, services);
    return groupedAs(scan, policies);
  } catch (error) {
    services.signal?.throwIfAborted();
    if (!(error instanceof UserError) || input.contexts.length === 1) throw error;
    return unscanned(context, error);
  }
}

function unscanned(context: string, { message }: UserError): Scan {
  const row = { context, resource: "the whole cluster", reason: "not scanned", message };
  const scan: ContextScan = {
    context,
    notRead: [row],
    warnings: [],
    tally: createTally().finish(),
  };
  return { policySets: [], policies: [], contexts: [scan], seconds: 0 };
}
