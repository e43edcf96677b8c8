import type { ApiResource } from "../manifest/api-resource.ts";
import type { Resource } from "../manifest/resource.ts";
import { ClusterError } from "./cluster-error.ts";
import type { ClusterConnection, RequestOptions } from "./connect.ts";
import { listPages, type Page } from "./listing/list-pages.ts";
import { mergeStreams } from "./listing/merge-streams.ts";
import { listNamespaces } from "./namespaces.ts";
import { toNotRead, type NotRead } from "./not-read.ts";
import { resourceName } from "./resource-path.ts";

/** What to list and how. */
export interface ListOptions extends RequestOptions {
  /** Only these namespaces, listed one by one; cluster-scoped resources are listed all the same. */
  readonly namespaces?: readonly string[];
  /** Leaves out the objects of the namespaces for which it says true. */
  readonly skipsNamespace?: (namespace: string) => boolean;
  readonly labelSelector?: string;
  /** Objects a page; 500 by default. */
  readonly pageSize?: number;
  /** Leaves out metadata.managedFields, a third of most objects: only when no policy looks at it. */
  readonly dropManagedFields?: boolean;
  /** Lists at once; 4 by default, and politeness towards the server. */
  readonly concurrency?: number;
}

/** Some objects of one resource, or why some could not be read, or both. */
export interface ResourcePage {
  readonly apiResource: ApiResource;
  readonly resources: readonly Resource[];
  readonly notRead: readonly NotRead[];
  /** Whether the list's snapshot expired on the way: what changed meanwhile may be missing or extra. */
  readonly inconsistent: boolean;
}

const DEFAULT_CONCURRENCY = 4;

/**
 * Lists the objects of all `apiResources`, a page at a time in the order in which they arrive. Where the whole cluster may not
 * be listed, its namespaces are listed one by one. Whatever can't be read is a row of `notRead`, never just missing. Throws
 * only the signal's reason; leaving the loop early breaks off the requests.
 * @yields pages of any of the resources
 */
export async function* listResources(
  connection: ClusterConnection,
  apiResources: readonly ApiResource[],
  options: ListOptions = {},
): AsyncGenerator<ResourcePage, void, undefined> {
  const end = new AbortController();
  const signal =
    options.signal === undefined ? end.signal : AbortSignal.any([options.signal, end.signal]);
  const job: Job = { connection, options: { ...options, signal }, queue: [] };
  for (const apiResource of apiResources) {
    const scopes = apiResource.namespaced ? (options.namespaces ?? [undefined]) : [undefined];
    enqueue(job, apiResource, scopes);
  }
  yield* mergeStreams(job.queue, options.concurrency ?? DEFAULT_CONCURRENCY, () => {
    end.abort();
  });
}

interface Job {
  readonly connection: ClusterConnection;
  readonly options: ListOptions;
  readonly queue: (() => AsyncGenerator<ResourcePage, void, undefined>)[];
  /** Asked for once, by the first list that is refused. */
  namespaces?: Promise<readonly string[] | undefined>;
}

function enqueue(
  job: Job,
  apiResource: ApiResource,
  scopes: readonly (string | undefined)[],
): void {
  const wanted = scopes.filter(
    (scope) => scope === undefined || job.options.skipsNamespace?.(scope) !== true,
  );
  job.queue.push(...wanted.map((namespace) => () => listScope(job, apiResource, namespace)));
}

// One namespace, or the whole cluster, of one resource.
async function* listScope(
  job: Job,
  apiResource: ApiResource,
  namespace: string | undefined,
): AsyncGenerator<ResourcePage, void, undefined> {
  const { connection, options } = job;
  const nothing = { apiResource, resources: [], notRead: [], inconsistent: false };
  let hasBegun = false;
  try {
    const scope = namespace === undefined ? {} : { namespace };
    for await (const page of listPages(connection, apiResource, { ...options, ...scope })) {
      hasBegun = true;
      yield { ...nothing, ...keepWanted(page, options) };
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    const row = toNotRead(error, {
      context: connection.context,
      resource: resourceName(apiResource),
      ...(namespace !== undefined && { namespace }),
    });
    const isRefused = error instanceof ClusterError && error.status === 403;
    // Half-way through, the namespaces' lists would bring objects a second time.
    const fallsBack = isRefused && !hasBegun && apiResource.namespaced && namespace === undefined;
    if (!fallsBack || !(await listByNamespace(job, apiResource)))
      yield { ...nothing, notRead: [row] };
  }
}

/** Queues a list of each namespace; false when it is unknown which there are: the one that is tried tells nothing of others. */
async function listByNamespace(job: Job, apiResource: ApiResource): Promise<boolean> {
  job.namespaces ??= namespaceNames(job);
  const known = await job.namespaces;
  enqueue(job, apiResource, known ?? [job.connection.namespace ?? "default"]);
  return known !== undefined;
}

function keepWanted(page: Page, { skipsNamespace }: ListOptions): Page {
  if (skipsNamespace === undefined) return page;
  const resources = page.resources.filter(({ metadata: { namespace } }) =>
    namespace === undefined ? true : !skipsNamespace(namespace),
  );
  return { ...page, resources };
}

/** The names of all namespaces; undefined when they may not be listed. */
async function namespaceNames({
  connection,
  options,
}: Job): Promise<readonly string[] | undefined> {
  const { namespaces, notRead } = await listNamespaces(connection, options);
  if (notRead.length > 0) return undefined;
  return namespaces.flatMap(({ metadata: { name } }) => name ?? []);
}
