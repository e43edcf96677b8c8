import { type ClusterConnection } from "../cluster/connect.ts";
import { discover, type DiscoveredResource } from "../cluster/discover.ts";
import { listResources } from "../cluster/list-resources.ts";
import { getNamespaces, listNamespaces } from "../cluster/namespaces.ts";
import type { ContextSource } from "../engine/context-source.ts";
import { requestFor } from "../engine/request-for.ts";
import type { ApiResource } from "../manifest/api-resource.ts";
import type { Resource } from "../manifest/resource.ts";
import { UserError } from "../manifest/user-error.ts";
import type { ContextScan, NotRead, Scan } from "../results/scan.ts";
import { createTally } from "../results/tally.ts";
import { clusterLookups } from "./cluster-lookups.ts";
import { chooseTargets } from "./choose-targets.ts";
import { createObjectScanner, type ObjectScanner } from "./object-scanner.ts";
import type { PreparedPolicies, PreparedPolicy } from "./prepare-policies.ts";
import type { ScanFilter } from "./scan-filter.ts";
import type { Services } from "./services.ts";

/** Which clusters to scan, what in them, and with what. */
export interface ClusterScan {
  /** Names of contexts, at least one. */
  readonly contexts: readonly string[];
  readonly policies: PreparedPolicies;
  readonly filter: ScanFilter;
}

/** Kinds whose objects own pods, directly or not: known so that pods can be folded into them. */
const OWNER_KINDS: ReadonlySet<string> = new Set([
  "deployments.apps",
  "replicasets.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "jobs.batch",
  "cronjobs.batch",
]);

/** Clusters scanned at once. */
const PARALLEL_CONTEXTS = 4;

/**
 * Scans the objects of one or more clusters. What can't be read is a row of `notRead`; one cluster that can't be
 * reached hides none of the others, but when it is the only one its error is thrown.
 */
export async function scanClusters(input: ClusterScan, services: Services): Promise<Scan> {
  const started = performance.now();
  const { contexts, policies } = input;
  const scans: ContextScan[] = [];
  for (let next = 0; next < contexts.length; next += PARALLEL_CONTEXTS) {
    const batch = contexts.slice(next, next + PARALLEL_CONTEXTS);
    const running = batch.map((context) => scanOrExplain(context, input, services));
    // oxlint-disable-next-line no-await-in-loop -- batches bound the load
    scans.push(...(await Promise.all(running)));
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

async function scanOrExplain(
  context: string,
  input: ClusterScan,
  services: Services,
): Promise<ContextScan> {
  try {
    return await scanCluster(context, input, services);
  } catch (error) {
    services.signal?.throwIfAborted();
    if (!(error instanceof UserError) || input.contexts.length === 1) throw error;
    return {
      context,
      notRead: [
        { context, resource: "the whole cluster", reason: "unreachable", message: error.message },
      ],
      warnings: [],
      tally: createTally().finish(),
    };
  }
}

async function scanCluster(
  context: string,
  { policies, filter }: ClusterScan,
  services: Services,
): Promise<ContextScan> {
  const { signal } = services;
  const connection = await services.connect(context);
  const discovery = await discover(connection, { signal });
  const { targets, missing } = chooseTargets(
    discovery.resources,
    policies.policies.map(({ compiled }) => compiled),
    filter,
  );
  const namespaces = await readNamespaces(connection, policies.policies, filter, signal);
  const lookups = clusterLookups(connection, signal);
  const scanner = createObjectScanner({ context, policies: policies.policies, ...lookups });
  const unknownOwners = await knowOwners(connection, discovery.resources, targets, {
    scanner,
    filter,
    signal,
  });
  const read = await readTargets(connection, targets, {
    scanner,
    contextSource: lookups.contextSource,
    filter,
    namespaces: namespaces.byName,
    services,
    policies: policies.policies,
  });
  return {
    context,
    notRead: mergeRows([
      ...discovery.notRead,
      ...namespaces.notRead,
      ...read.notRead,
      ...missing.map((kind) => ({
        context,
        resource: kind,
        reason: "unknown kind",
        message: `the cluster has no kind ${kind} that the policies match`,
      })),
    ]),
    warnings: [...namespaces.warnings, ...unknownOwners, ...read.warnings],
    tally: scanner.finish(),
  };
}

interface KnownNamespaces {
  readonly byName: ReadonlyMap<string, Resource>;
  readonly notRead: readonly NotRead[];
  readonly warnings: readonly string[];
}

/** The Namespace objects: policies select by their labels, and a misspelt namespace must not look empty. */
async function readNamespaces(
  connection: ClusterConnection,
  policies: readonly PreparedPolicy[],
  { namespaces: wanted = [] }: ScanFilter,
  signal: AbortSignal | undefined,
): Promise<KnownNamespaces> {
  const { namespaces, notRead } =
    wanted.length === 0
      ? await listNamespaces(connection, { signal })
      : await getNamespaces(connection, wanted, { signal });
  const isNeeded = policies.some(({ compiled }) =>
    /namespaceSelector|namespaceObject/u.test(JSON.stringify(compiled.source.spec)),
  );
  const isHarmless = ({ reason }: NotRead): boolean => reason === "forbidden" && !isNeeded;
  return {
    byName: new Map(namespaces.map((object) => [object.metadata.name ?? "", object])),
    notRead: notRead.filter((row) => !isHarmless(row)),
    warnings: notRead
      .filter(isHarmless)
      .map(
        ({ namespace }) =>
          `the Namespace object${namespace === undefined ? "s" : ` ${namespace}`} may not be read; no policy here looks at it`,
      ),
  };
}

interface Reading {
  readonly scanner: ObjectScanner;
  readonly filter: ScanFilter;
}

/** Reads owners that no policy matches, so that the pods they own are one row; says which could not be read. */
async function knowOwners(
  connection: ClusterConnection,
  resources: readonly DiscoveredResource[],
  targets: readonly ApiResource[],
  { scanner, filter, signal }: Reading & { readonly signal: AbortSignal | undefined },
): Promise<readonly string[]> {
  if (!targets.some(({ group, plural }) => group === "" && plural === "pods")) return [];
  const scanned = new Set(targets.map(({ group, plural }) => `${plural}.${group}`));
  const owners = resources.filter(
    ({ group, plural, preferred }) =>
      preferred && OWNER_KINDS.has(`${plural}.${group}`) && !scanned.has(`${plural}.${group}`),
  );
  const pages = listResources(connection, owners, {
    ...listOptions(filter),
    dropManagedFields: true,
    signal,
  });
  const unread: NotRead[] = [];
  for await (const page of pages) {
    page.resources.forEach(scanner.know);
    unread.push(...page.notRead);
  }
  return mergeRows(unread).map(
    ({ namespace, resource, reason }) =>
      `${resource}${namespace === undefined ? "" : ` in ${namespace}`} could not be read (${reason}): pods that they own are rows of their own`,
  );
}

async function readTargets(
  connection: ClusterConnection,
  targets: readonly ApiResource[],
  {
    scanner,
    contextSource,
    filter,
    namespaces,
    services,
    policies,
  }: Reading & {
    readonly contextSource: ContextSource;
    readonly namespaces: ReadonlyMap<string, Resource>;
    readonly services: Services;
    readonly policies: readonly PreparedPolicy[];
  },
): Promise<{ readonly notRead: readonly NotRead[]; readonly warnings: readonly string[] }> {
  const notRead: NotRead[] = [];
  const inconsistent = new Set<string>();
  let done = 0;
  const pages = listResources(connection, targets, {
    ...listOptions(filter),
    dropManagedFields: !policies.some(({ compiled }) =>
      JSON.stringify(compiled.source.spec).includes("managedFields"),
    ),
    signal: services.signal,
  });
  for await (const page of pages) {
    notRead.push(...page.notRead);
    if (page.inconsistent) inconsistent.add(page.apiResource.plural);
    const waiting = page.resources.map((resource) => {
      const namespaceObject = namespaces.get(resource.metadata.namespace ?? "") ?? null;
      const { apiResource } = page;
      return scanner.scan(requestFor(resource, { apiResource, namespaceObject, contextSource }));
    });
    await Promise.all(waiting.filter((result) => result !== undefined));
    done += page.resources.length;
    services.onProgress?.({ done, message: `${connection.context}: ${page.apiResource.plural}` });
  }
  return {
    notRead,
    warnings: [...inconsistent].map(
      (plural) =>
        `the list of ${plural} expired while it was read; objects that changed meanwhile may be missing or counted as they were`,
    ),
  };
}

function listOptions({ namespaces, excludeNamespaces = [] }: ScanFilter): {
  namespaces?: readonly string[];
  skipsNamespace?: (namespace: string) => boolean;
} {
  return {
    ...(namespaces !== undefined && namespaces.length > 0 && { namespaces }),
    ...(excludeNamespaces.length > 0 && {
      skipsNamespace: (namespace: string) => excludeNamespaces.includes(namespace),
    }),
  };
}

/** Rows that differ only in the resource become one: a closed namespace is one fact, not one per kind. */
function mergeRows(rows: readonly NotRead[]): NotRead[] {
  const groups = Map.groupBy(rows, ({ context, namespace, reason }) =>
    JSON.stringify([context, namespace, reason]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const resources = [...new Set(group.map(({ resource }) => resource))];
    return [{ ...first, resource: resources.join(", ") }];
  });
}
