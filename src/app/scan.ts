import { loadDocuments } from "../manifest/load-documents.ts";
import { formatPosition, formatProblem } from "../manifest/problem.ts";
import { UserError } from "../manifest/user-error.ts";
import type { Scan } from "../results/scan.ts";
import { type Summary, summarizeScan } from "../results/summary.ts";
import type { ParameterValues } from "../policy/set-parameters.ts";
import { CLUSTER_SET, type ClusterPolicies, prepareWithCluster } from "./cluster-policies.ts";
import { groupedAs, type PreparedPolicies } from "./prepare-policies.ts";
import { chosenContexts } from "./resolve-context.ts";
import type { ScanFilter } from "../pipeline/scan-filter.ts";
import { scanFiles } from "./scan-files.ts";
import type { Services } from "./services.ts";
import { COMMAND_SECONDS, withDeadline } from "./with-deadline.ts";

/** What `scan` is asked for. */
export interface ScanRequest {
  /** Manifests to scan; a cluster when empty. */
  readonly paths: readonly string[];
  readonly readStdin: () => Promise<Uint8Array>;
  readonly policySets: readonly string[];
  /** Values for parameters of the sets, in place of their defaults. */
  readonly parameters?: ParameterValues;
  /** Id of the framework that the answer is grouped by. */
  readonly framework?: string | undefined;
  readonly policyPaths: readonly string[];
  readonly exceptionPaths: readonly string[];
  /** The session's or the kubeconfig's current context when empty. */
  readonly contexts: readonly string[] | "all";
  readonly filter: ScanFilter;
  /** How long clusters are read at most; `COMMAND_SECONDS` by default. */
  readonly timeoutSeconds?: number | undefined;
}

/** The set that is checked when no policy is named. */
export const DEFAULT_POLICY_SET = "pod-security";

/** Scans manifests or clusters and sums up everything. */
export async function scan(request: ScanRequest, services: Services): Promise<Summary> {
  return summarizeScan(await scanRows(request, services));
}

/** Scans manifests or clusters, every row of it. */
export async function scanRows(request: ScanRequest, unbounded: Services): Promise<Scan> {
  const services = withDeadline(unbounded, request.timeoutSeconds ?? COMMAND_SECONDS);
  if (request.paths.length > 0) {
    const found = await policiesForManifests(request, services);
    const policies = await chosenPolicies(request, services, found);
    const { paths, readStdin: stdin, filter } = request;
    const scanned = await scanFiles({ paths, stdin, policies, filter }, services);
    return groupedAs(scanned, policies);
  }
  const { scanWithPolicies } = await import("./scan-with-policies.ts");
  const contexts = await chosenContexts(request.contexts, services);
  const { filter, policySets } = request;
  const prepare = (found: ClusterPolicies | undefined) => chosenPolicies(request, services, found);
  return scanWithPolicies({ contexts, policySets, prepare, filter }, services);
}

/** Manifests may be judged by what is installed in the one cluster they are meant for. */
async function policiesForManifests(
  { policySets, contexts }: ScanRequest,
  services: Services,
): Promise<ClusterPolicies | undefined> {
  if (!policySets.includes(CLUSTER_SET)) return undefined;
  const [context, ...others] = await chosenContexts(contexts, services);
  if (context === undefined || others.length > 0) {
    throw new UserError("manifests are checked with the policies of one cluster, not of several", {
      hint: "name one --context",
    });
  }
  const { readClusterPolicies } = await import("./read-cluster-policies.ts");
  return readClusterPolicies(context, services);
}

async function chosenPolicies(
  { policySets, parameters, framework, policyPaths, exceptionPaths }: ScanRequest,
  services: Services,
  found: ClusterPolicies | undefined,
): Promise<PreparedPolicies> {
  const { documents, problems } = await loadDocuments(policyPaths);
  const exceptions = await loadDocuments(exceptionPaths);
  const names =
    policySets.length === 0 && policyPaths.length === 0 ? [DEFAULT_POLICY_SET] : policySets;
  const given = { documents, exceptions: exceptions.documents };
  const choice = { policySets: names, parameters, framework, ...given };
  const prepared = await prepareWithCluster(choice, found, services);
  const all = [...problems, ...exceptions.problems];
  const unread = all
    .filter(({ level }) => level !== "warning")
    .map(({ message, at }) => ({
      context: "",
      resource: formatPosition(at),
      reason: "unreadable",
      message,
    }));
  const doubts = all.filter(({ level }) => level === "warning").map(formatProblem);
  return {
    ...prepared,
    notRead: [...unread, ...prepared.notRead],
    warnings: [...doubts, ...prepared.warnings],
  };
}
