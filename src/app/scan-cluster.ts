import { type ClusterConnection } from "../cluster/connect.ts";
import { ClusterError } from "../cluster/cluster-error.ts";
import {
  discover,
  forgetDiscovery,
  type DiscoveredResource,
  type Discovery,
} from "../cluster/discover.ts";
import type { ListOptions } from "../cluster/list-resources.ts";
import { getNamespaces, listNamespaces } from "../cluster/namespaces.ts";
import type { ApiResource } from "../manifest/api-resource.ts";
import type { Resource } from "../manifest/resource.ts";
import { UserError } from "../manifest/user-error.ts";
import type { ContextParts, ContextScan, NotRead, Scan } from "../results/scan.ts";
import { createScanPool, type ScanPool } from "../pipeline/scan-pool.ts";
import { askCluster } from "../pipeline/scan-task.ts";
import { createTally } from "../results/tally.ts";
import { sendToCluster } from "./cluster-lookups.ts";
import { chooseTargets } from "./choose-targets.ts";
import { createGate, type Gate } from "./gate.ts";
import { needsSecretData } from "./needs-secret-data.ts";
import { notServed } from "./not-served.ts";
import { sumUpContext } from "./sum-up-context.ts";
import { OWNER_KINDS } from "./owner-kinds.ts";
import type { PreparedPolicies, PreparedPolicy } from "./prepare-policies.ts";
import { keepsClusterScope, type ScanFilter, skipsNamespace } from "../pipeline/scan-filter.ts";
import { scanLists } from "./scan-lists.ts";
import type { Services } from "./services.ts";
import { unreadFields } from "./unread-fields.ts";

/** Which clusters to scan, what in them, and with what. */
export interface ClusterScan {
  /** Names of contexts, at least one. */
  readonly contexts: readonly string[];
  readonly policies: PreparedPolicies;
  readonly filter: ScanFilter;
}

/** Clusters scanned at once; whether they answer at all is asked of every one right away. */
const PARALLEL_CONTEXTS = 4;

/**
 * Scans the objects of one or more clusters. What can't be read is a row of `notRead`; one cluster that can't be
 * reached hides none of the others, but when it is the only one its error is thrown.
 */
export async function scanClusters(input: ClusterScan, services: Services): Promise<Scan> {
  const started = performance.now();
  const { contexts, policies } = input;
  const gate = createGate(PARALLEL_CONTEXTS);
  const pool = createScanPool({ ...policies, signal: services.signal });
  let scans: readonly ContextScan[];
  try {
    scans = await Promise.all(
      contexts.map((context) => scanOrExplain(context, input, services, { gate, pool })),
    );
  } finally {
    await pool.close();
  }
  const [first, ...others] = scans;
  const withPolicies =
    first === undefined
      ? []
      : [
          {
            ...first,
            notRead: [...first.notRead, ...policies.notRead],
            warnings: [...first.warnings, ...policies.warnings],
          },
          ...others,
        ];
  return {
    policySets: policies.policySets,
    policies: policies.policies.map(({ facts }) => facts),
    contexts: withPolicies,
    seconds: (performance.now() - started) / 1000,
  };
}

/** What the contexts of one scan have in common. */
interface Shared {
  readonly gate: Gate;
  readonly pool: ScanPool;
}

async function scanOrExplain(
  context: string,
  input: ClusterScan,
  services: Services,
  shared: Shared,
): Promise<ContextScan> {
  try {
    return await scanCluster(context, input, services, shared);
  } catch (error) {
    services.signal?.throwIfAborted();
    if (!(error instanceof UserError) || input.contexts.length === 1) throw error;
    const { message, hint } = error;
    const reason = error instanceof ClusterError ? error.reason : "unreachable";
    const row = { context, resource: "the whole cluster", reason, message };
    return {
      context,
      notRead: [{ ...row, ...(hint !== undefined && { hint }) }],
      warnings: [],
      tally: createTally().finish(),
    };
  }
}

async function scanCluster(
  context: string,
  input: ClusterScan,
  services: Services,
  { gate, pool }: Shared,
): Promise<ContextScan> {
  const connection = await services.connect(context);
  const compiled = input.policies.policies.map((policy) => policy.compiled);
  const choose = ({ resources }: Discovery) => chooseTargets(resources, compiled, input.filter);
  const discovery = await discover(connection, {
    signal: services.signal,
    // A kind that is asked for and missing may have been installed since.
    suffices: (remembered) => choose(remembered).missing.length === 0,
  });
  return gate(() =>
    scanDiscovered(connection, input, { discovery, services, pool, ...choose(discovery) }),
  );
}

async function scanDiscovered(
  connection: ClusterConnection,
  { policies, filter }: ClusterScan,
  {
    discovery,
    services,
    pool,
    targets,
    missing,
  }: {
    readonly discovery: Discovery;
    readonly services: Services;
    readonly pool: ScanPool;
  } & ReturnType<typeof chooseTargets>,
): Promise<ContextScan> {
  const { context } = connection;
  const { signal } = services;
  const namespaces = await readNamespaces(connection, policies.policies, filter, signal);
  const line = pool.open(
    { kind: "context", context, namespaces: namespaces.objects, filter },
    askCluster(sendToCluster(connection, signal)),
  );
  const owners = await scanLists(connection, line, {
    targets: inShard(unlistedOwners(discovery.resources, targets), filter),
    task: "know",
    unread: { managedFields: true, podStatus: true },
    options: listOptions(filter, namespaces, signal),
  });
  const read = await scanLists(connection, line, {
    targets: inShard(targets, filter),
    task: "evaluate",
    unread: unreadFields(policies),
    options: { ...listOptions(filter, namespaces, signal), ...metadataOptions(policies) },
    onProgress: (done, plural) => services.onProgress?.({ done, message: `${context}: ${plural}` }),
  });
  line.close();
  // What is gone was taken from a discovery that is no longer right.
  if (read.notRead.some(({ reason }) => reason === "not_found")) forgetDiscovery(connection);
  const parts: ContextParts = {
    context,
    policies: policies.policies.map(({ facts }) => facts),
    parts: [...owners.parts, ...read.parts],
    unknownOwners: owners.notRead,
    warnings: [...namespaces.warnings, ...notServed(discovery, policies.policies)],
    inconsistent: read.inconsistent,
    notRead: [
      ...discovery.notRead,
      ...namespaces.notRead,
      ...read.notRead,
      ...missing.map((kind) => unknownKind(context, kind)),
    ],
  };
  const summedUp = sumUpContext(context, [parts]);
  return filter.shard === undefined ? summedUp : { ...summedUp, parts };
}

function unknownKind(context: string, kind: string): NotRead {
  const message = `the cluster has no kind ${kind} that the policies match`;
  return { context, resource: kind, reason: "unknown kind", message };
}

interface KnownNamespaces {
  readonly objects: readonly Resource[];
  /** Whether these are all that there are. */
  readonly isWhole: boolean;
  readonly notRead: readonly NotRead[];
  readonly warnings: readonly string[];
}

/** The Namespace objects: policies select by their labels, and a misspelt namespace must not look empty. */
async function readNamespaces(
  connection: ClusterConnection,
  policies: readonly PreparedPolicy[],
  filter: ScanFilter,
  signal: AbortSignal | undefined,
): Promise<KnownNamespaces> {
  const wanted = filter.namespaces ?? [];
  const { namespaces, notRead } =
    wanted.length === 0
      ? await listNamespaces(connection, { signal })
      : await getNamespaces(
          connection,
          wanted.filter((name) => !skipsNamespace({ shard: filter.shard }, name)),
          { signal },
        );
  const isNeeded = policies.some(({ compiled }) =>
    /namespaceSelector|namespaceObject/u.test(JSON.stringify(compiled.source.spec)),
  );
  const isHarmless = ({ reason }: NotRead): boolean => reason === "forbidden" && !isNeeded;
  return {
    objects: namespaces,
    isWhole: wanted.length === 0 && notRead.length === 0,
    notRead: notRead.filter((row) => !isHarmless(row)),
    warnings: notRead
      .filter(isHarmless)
      .map(
        ({ namespace }) =>
          `the Namespace object${namespace === undefined ? "s" : ` ${namespace}`} may not be read; no policy here looks at it`,
      ),
  };
}

function inShard(targets: readonly ApiResource[], filter: ScanFilter): readonly ApiResource[] {
  return targets.filter(({ namespaced }) => namespaced || keepsClusterScope(filter));
}

/** Owners that no policy matches: read so that the pods they own are one row. */
function unlistedOwners(
  resources: readonly DiscoveredResource[],
  targets: readonly ApiResource[],
): readonly DiscoveredResource[] {
  if (!targets.some(({ group, plural }) => group === "" && plural === "pods")) return [];
  const scanned = new Set(targets.map(({ group, plural }) => `${plural}.${group}`));
  return resources.filter(
    ({ group, plural, preferred }) =>
      preferred && OWNER_KINDS.has(`${plural}.${group}`) && !scanned.has(`${plural}.${group}`),
  );
}

/** Of Secrets only the metadata is asked for, unless a policy needs more. */
function metadataOptions(policies: PreparedPolicies): Pick<ListOptions, "isMetadataOnly"> {
  if (needsSecretData(policies)) return {};
  return { isMetadataOnly: ({ group, plural }) => group === "" && plural === "secrets" };
}

/** A shard lists its own namespaces one by one where it knows them; what others have is left out all the same. */
function listOptions(
  filter: ScanFilter,
  known: KnownNamespaces,
  signal: AbortSignal | undefined,
): ListOptions {
  const { namespaces = [], shard } = filter;
  const listsEach = shard !== undefined && shard.count > 1 && known.isWhole;
  const names = known.objects.flatMap(({ metadata: { name } }) => name ?? []);
  const wanted = listsEach && namespaces.length === 0 ? names : namespaces;
  return {
    signal,
    ...((listsEach || namespaces.length > 0) && { namespaces: wanted }),
    skipsNamespace: (namespace) => skipsNamespace(filter, namespace),
  };
}
