import type { ApiResource } from "../../manifest/api-resource.ts";
import { parseList } from "../../manifest/parse-list.ts";
import type { Resource } from "../../manifest/resource.ts";
import { ClusterError } from "../cluster-error.ts";
import type { ClusterConnection, RequestOptions } from "../connect.ts";
import { resourcePath } from "../resource-path.ts";
import { badAnswer } from "../transport/describe-failure.ts";
import { notJson, parseJson } from "../transport/parse-json.ts";
import { type ListHead, peekList } from "./peek-list.ts";

/** What a list may be narrowed by and how it is fetched. */
export interface PageOptions extends RequestOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** Objects a page; 500 by default, as kubectl asks. */
  readonly pageSize?: number;
  /** Leaves out metadata.managedFields, a third of most objects: only when nothing that reads the objects looks at it. */
  readonly dropManagedFields?: boolean;
  /** Of which resources only the metadata is asked for: the server then sends no data of theirs. */
  readonly isMetadataOnly?: (apiResource: ApiResource) => boolean;
}

/** Some objects of a list. */
export interface Page {
  readonly resources: readonly Resource[];
  /** Whether the list's snapshot expired on the way: objects created or deleted meanwhile may be missing or extra. */
  readonly inconsistent: boolean;
  /** Kind of the list itself, such as PodList. */
  readonly listKind: string;
}

/** Some objects of a list as the server sent them. */
export interface RawPage extends ListHead {
  readonly body: Buffer;
  readonly contentType: string;
  readonly inconsistent: boolean;
  /** Whether the list begins anew with this page: what came before comes again. */
  readonly restarts: boolean;
  /** Whether nothing was read before. */
  readonly isFirst: boolean;
}

const DEFAULT_PAGE_SIZE = 500;
const FULL = "application/json";
/** https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-representations */
const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
/** A page that is too large is asked for again with so many times fewer objects. */
const SHRINKS_BY = 8;
/** Snapshots that may expire one after the other without a page between them. */
const MAX_EXPIRED_IN_A_ROW = 2;

/**
 * The objects of a list, page by page, each once. An expired list (410) goes on with the token that the refusal carries, or
 * from the start once. Throws a ClusterError after the pages that could be read.
 * @yields each page as it arrives
 */
export async function* listPages(
  connection: ClusterConnection,
  apiResource: ApiResource,
  options: PageOptions,
): AsyncGenerator<Page, void, undefined> {
  const { dropManagedFields = false } = options;
  const seen = new Set<string>();
  for await (const page of listRawPages(connection, apiResource, options)) {
    const list = parseList(page.body, { kind: apiResource.kind, dropManagedFields });
    if (!list.ok) throw unreadable(connection, apiResource, options, { ...list, ...page });
    const isOnlyPage = seen.size === 0 && page.next === undefined && !page.inconsistent;
    const resources = isOnlyPage ? list.resources : withoutSeen(list.resources, seen);
    yield { resources, inconsistent: page.inconsistent, listKind: list.listKind };
  }
}

/**
 * The same pages unparsed; only how a page hangs together with the next is looked at. A list that begins anew says so instead
 * of leaving out what it brings a second time.
 * @yields each page as it arrives
 */
export async function* listRawPages(
  connection: ClusterConnection,
  apiResource: ApiResource,
  options: PageOptions,
): AsyncGenerator<RawPage, void, undefined> {
  let token: string | undefined;
  let expiry: Expiry | undefined;
  let isFirst = true;
  const sized = { ...options, pageSize: options.pageSize ?? DEFAULT_PAGE_SIZE };
  do {
    let answer: FetchedPage;
    try {
      // oxlint-disable-next-line no-await-in-loop -- each page names the next
      answer = await fetchFittingPage(connection, apiResource, sized, token);
    } catch (error) {
      expiry = nextExpiry(error, token, expiry);
      token = expiry.resumeAt;
      continue;
    }
    if (answer.next !== undefined && answer.next === token) {
      throw badAnswer(connection.server, resourcePath(apiResource, options), "the same page again");
    }
    const restarts = token === undefined && !isFirst;
    token = answer.next;
    if (expiry !== undefined) expiry = { ...expiry, inARow: 0 };
    yield { ...answer, inconsistent: expiry !== undefined, restarts, isFirst };
    isFirst = false;
  } while (token !== undefined || (expiry?.inARow ?? 0) > 0);
}

/** Why a page can't be used, as the error that a list ends with. */
export function unreadable(
  connection: ClusterConnection,
  apiResource: ApiResource,
  options: PageOptions,
  { is, contentType }: { readonly is: "no JSON" | "no list"; readonly contentType: string },
): ClusterError {
  const path = resourcePath(apiResource, options);
  if (is === "no list") return badAnswer(connection.server, path, "something that is no list");
  return notJson(connection.server, path, contentType);
}

/** How a list has expired so far. */
interface Expiry {
  readonly resumeAt: string | undefined;
  readonly restarted: boolean;
  /** Expiries since the last page. */
  readonly inARow: number;
}

/** Where an expired list goes on; throws the error when it is another, or when the list expires again and again. */
function nextExpiry(error: unknown, token: string | undefined, before: Expiry | undefined): Expiry {
  const isExpired = error instanceof ClusterError && error.status === 410 && token !== undefined;
  const restarted = before?.restarted ?? false;
  const inARow = (before?.inARow ?? 0) + 1;
  if (!isExpired || inARow > MAX_EXPIRED_IN_A_ROW) throw error;
  if (error.resumeToken !== undefined) return { resumeAt: error.resumeToken, restarted, inARow };
  if (restarted) throw error;
  return { resumeAt: undefined, restarted: true, inARow };
}

/** A restarted list brings objects again that were already handed on. */
function withoutSeen(resources: readonly Resource[], seen: Set<string>): readonly Resource[] {
  return resources.filter(({ metadata }) => {
    const key = `${metadata.namespace ?? ""}/${metadata.name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

interface FetchedPage extends ListHead {
  readonly body: Buffer;
  readonly contentType: string;
}

/** The page, or one with fewer objects where it is too large: some objects have a megabyte each. Later pages stay small. */
async function fetchFittingPage(
  connection: ClusterConnection,
  apiResource: ApiResource,
  options: PageOptions & { pageSize: number },
  token: string | undefined,
): Promise<FetchedPage> {
  try {
    return await fetchPage(connection, apiResource, options, token);
  } catch (error) {
    const isTooLarge = error instanceof ClusterError && error.reason === "too_large";
    if (!isTooLarge || options.pageSize <= 1) throw error;
    options.pageSize = Math.ceil(options.pageSize / SHRINKS_BY);
    return fetchFittingPage(connection, apiResource, options, token);
  }
}

async function fetchPage(
  connection: ClusterConnection,
  apiResource: ApiResource,
  options: PageOptions,
  token: string | undefined,
): Promise<FetchedPage> {
  const path = resourcePath(apiResource, options);
  const query = new URLSearchParams({ limit: String(options.pageSize ?? DEFAULT_PAGE_SIZE) });
  if (options.labelSelector) query.set("labelSelector", options.labelSelector);
  if (token !== undefined) query.set("continue", token);
  const accept = options.isMetadataOnly?.(apiResource) === true ? METADATA_ONLY : FULL;
  const answer = await connection.getBytes(`${path}?${query.toString()}`, { ...options, accept });
  const head = peekList(answer.body);
  if (head === undefined) {
    const { contentType } = answer;
    parseJson(connection.server, path, answer);
    throw unreadable(connection, apiResource, options, { is: "no list", contentType });
  }
  return { ...answer, ...head };
}
