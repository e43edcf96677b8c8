import { type ClusterConnection } from "../cluster/connect.ts";
import { ClusterError } from "../cluster/cluster-error.ts";
import {
  discover,
  forgetDiscovery,
  type DiscoveredResource,
  type Discovery,
} from "../cluster/discover.ts";
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
import { createGate, type Gate } from "./gate.ts";
import { createObjectScanner, type ObjectScanner } from "./object-scanner.ts";
import { mergeNotRead } from "./merge-not-read.ts";
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
  const scans = await Promise.all(
    contexts.map((context) => scanOrExplain(context, input, services, gate)),
  );
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
  gate: Gate,
): Promise<ContextScan> {
  try {
    return await scanCluster(context, input, services, gate);
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
  gate: Gate,
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
    scanDiscovered(connection, input, { discovery, services, ...choose(discovery) }),
  );
}

async function scanDiscovered(
  connection: ClusterConnection,
  { policies, filter }: ClusterScan,
  {
    discovery,
    services,
    targets,
    missing,
  }: {
    readonly discovery: Discovery;
    readonly services: Services;
  } & ReturnType<typeof chooseTargets>,
): Promise<ContextScan> {
  const { context } = connection;
  const { signal } = services;
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
  // What is gone was taken from a discovery that is no longer right.
  if (read.notRead.some(({ reason }) => reason === "not_found")) forgetDiscovery(connection);
  return {
    context,
    notRead: mergeNotRead([
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
  return mergeNotRead(unread).map(
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
