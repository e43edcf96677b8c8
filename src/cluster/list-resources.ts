import type { ApiResource } from "../manifest/api-resource.ts";
import type { Resource } from "../manifest/resource.ts";
import { ClusterError } from "./cluster-error.ts";
import type { ClusterConnection, RequestOptions } from "./connect.ts";
import { listPages, listRawPages, type RawPage, unreadable } from "./listing/list-pages.ts";
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
  /** Of which resources only the metadata is asked for. */
  readonly isMetadataOnly?: (apiResource: ApiResource) => boolean;
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

/** One answer of the server, unparsed, or why there is none. */
export interface BytesPage {
  readonly apiResource: ApiResource;
  /** The namespace that was listed; undefined for the whole cluster. */
  readonly namespace: string | undefined;
  readonly page: RawPage | undefined;
  readonly notRead: readonly NotRead[];
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
  const nothing = { resources: [], inconsistent: false, notRead: [] };
  yield* listAll<ResourcePage>(connection, apiResources, options, {
    failed: (apiResource, _, row) => ({ ...nothing, apiResource, notRead: [row] }),
    read: async function* read(scope) {
      const { apiResource } = scope;
      for await (const page of listPages(connection, apiResource, scope.options)) {
        const resources = keepWanted(page.resources, options);
        yield { ...nothing, apiResource, resources, inconsistent: page.inconsistent };
      }
    },
  });
}

/**
 * The same, but the pages are the server's bytes: who parses them finds out which objects `skipsNamespace` means to leave out,
 * and says with `unreadablePage` when they are no list.
 * @yields answers to list requests
 */
export async function* listBytes(
  connection: ClusterConnection,
  apiResources: readonly ApiResource[],
  options: ListOptions = {},
): AsyncGenerator<BytesPage, void, undefined> {
  yield* listAll<BytesPage>(connection, apiResources, options, {
    failed: (apiResource, namespace, row) => ({
      apiResource,
      namespace,
      page: undefined,
      notRead: [row],
    }),
    read: async function* read({ apiResource, namespace, options: narrowed }) {
      for await (const page of listRawPages(connection, apiResource, narrowed)) {
        yield { apiResource, namespace, page, notRead: [] };
      }
    },
  });
}

/** The row for bytes that turned out to be no list. */
export function unreadablePage(
  connection: ClusterConnection,
  { apiResource, namespace, page }: BytesPage,
  is: "no JSON" | "no list",
): NotRead {
  const scope = namespace === undefined ? {} : { namespace };
  const contentType = page?.contentType ?? "";
  return rowOf(connection, unreadable(connection, apiResource, scope, { is, contentType }), {
    apiResource,
    namespace,
  });
}

/** How pages of one form are read. */
interface PageReader<P> {
  readonly read: (
    scope: Scope & { readonly options: ListOptions & { namespace?: string } },
  ) => Stream<P>;
  readonly failed: (apiResource: ApiResource, namespace: string | undefined, row: NotRead) => P;
}

/** One namespace, or the whole cluster, of one resource. */
interface Scope {
  readonly apiResource: ApiResource;
  readonly namespace: string | undefined;
}

type Stream<P> = AsyncGenerator<P, void, undefined>;

async function* listAll<P>(
  connection: ClusterConnection,
  apiResources: readonly ApiResource[],
  options: ListOptions,
  reader: PageReader<P>,
): Stream<P> {
  const end = new AbortController();
  const signal =
    options.signal === undefined ? end.signal : AbortSignal.any([options.signal, end.signal]);
  const job: Job<P> = { connection, reader, options: { ...options, signal }, queue: [] };
  for (const apiResource of apiResources) {
    const scopes = apiResource.namespaced ? (options.namespaces ?? [undefined]) : [undefined];
    enqueue(job, apiResource, scopes);
  }
  yield* mergeStreams(job.queue, options.concurrency ?? DEFAULT_CONCURRENCY, () => {
    end.abort();
  });
}

interface Job<P> {
  readonly connection: ClusterConnection;
  readonly reader: PageReader<P>;
  readonly options: ListOptions;
  readonly queue: (() => Stream<P>)[];
  /** Asked for once, by the first list that is refused. */
  namespaces?: Promise<readonly string[] | undefined>;
}

function enqueue<P>(
  job: Job<P>,
  apiResource: ApiResource,
  scopes: readonly (string | undefined)[],
): void {
  const wanted = scopes.filter(
    (scope) => scope === undefined || job.options.skipsNamespace?.(scope) !== true,
  );
  job.queue.push(...wanted.map((namespace) => () => listScope(job, apiResource, namespace)));
}

async function* listScope<P>(
  job: Job<P>,
  apiResource: ApiResource,
  namespace: string | undefined,
): Stream<P> {
  const { connection, options, reader } = job;
  let hasBegun = false;
  try {
    const narrowed = { ...options, ...(namespace !== undefined && { namespace }) };
    for await (const page of reader.read({ apiResource, namespace, options: narrowed })) {
      hasBegun = true;
      yield page;
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    const row = rowOf(connection, error, { apiResource, namespace });
    const isRefused = error instanceof ClusterError && error.status === 403;
    // Half-way through, the namespaces' lists would bring objects a second time.
    const fallsBack = isRefused && !hasBegun && apiResource.namespaced && namespace === undefined;
    if (!fallsBack || !(await listByNamespace(job, apiResource)))
      yield reader.failed(apiResource, namespace, row);
  }
}

function rowOf(
  { context }: ClusterConnection,
  error: unknown,
  { apiResource, namespace }: Scope,
): NotRead {
  const resource = resourceName(apiResource);
  return toNotRead(error, { context, resource, ...(namespace !== undefined && { namespace }) });
}

/** Queues a list of each namespace; false when it is unknown which there are: the one that is tried tells nothing of others. */
async function listByNamespace<P>(job: Job<P>, apiResource: ApiResource): Promise<boolean> {
  job.namespaces ??= namespaceNames(job);
  const known = await job.namespaces;
  enqueue(job, apiResource, known ?? [job.connection.namespace ?? "default"]);
  return known !== undefined;
}

function keepWanted(
  resources: readonly Resource[],
  { skipsNamespace }: ListOptions,
): readonly Resource[] {
  if (skipsNamespace === undefined) return resources;
  return resources.filter(({ metadata: { namespace } }) =>
    namespace === undefined ? true : !skipsNamespace(namespace),
  );
}

/** The names of all namespaces; undefined when they may not be listed. */
async function namespaceNames<P>({
  connection,
  options,
}: Job<P>): Promise<readonly string[] | undefined> {
  const { namespaces, notRead } = await listNamespaces(connection, options);
  if (notRead.length > 0) return undefined;
  return namespaces.flatMap(({ metadata: { name } }) => name ?? []);
}
