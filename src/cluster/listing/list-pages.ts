import type { ApiResource } from "../../manifest/api-resource.ts";
import type { Resource } from "../../manifest/resource.ts";
import { ClusterError } from "../cluster-error.ts";
import type { ClusterConnection, RequestOptions } from "../connect.ts";
import {
  isJsonObject,
  isListItem,
  isResource,
  objectAt,
  textAt,
  type ListItem,
} from "../json-fields.ts";
import { resourcePath } from "../resource-path.ts";
import { badAnswer } from "../transport/describe-failure.ts";
import { parseJson } from "../transport/parse-json.ts";
import { stripManagedFields } from "./strip-managed-fields.ts";

/** What a list may be narrowed by and how it is fetched. */
export interface PageOptions extends RequestOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** Objects a page; 500 by default, as kubectl asks. */
  readonly pageSize?: number;
  /** Leaves out metadata.managedFields, a third of most objects: only when nothing that reads the objects looks at it. */
  readonly dropManagedFields?: boolean;
}

/** Some objects of a list. */
export interface Page {
  readonly resources: readonly Resource[];
  /** Whether the list's snapshot expired on the way: objects created or deleted meanwhile may be missing or extra. */
  readonly inconsistent: boolean;
  /** Kind of the list itself, such as PodList. */
  readonly listKind: string;
}

const DEFAULT_PAGE_SIZE = 500;
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
  const seen = new Set<string>();
  let token: string | undefined;
  let expiry: Expiry | undefined;
  do {
    let answer: FetchedPage;
    try {
      // oxlint-disable-next-line no-await-in-loop -- each page names the next
      answer = await fetchPage(connection, apiResource, options, token);
    } catch (error) {
      expiry = nextExpiry(error, token, expiry);
      token = expiry.resumeAt;
      continue;
    }
    const isOnlyPage = token === undefined && answer.next === undefined && expiry === undefined;
    const resources = isOnlyPage ? answer.resources : withoutSeen(answer.resources, seen);
    if (answer.next !== undefined && answer.next === token) {
      throw badAnswer(connection.server, resourcePath(apiResource, options), "the same page again");
    }
    token = answer.next;
    if (expiry !== undefined) expiry = { ...expiry, inARow: 0 };
    yield { resources, inconsistent: expiry !== undefined, listKind: answer.listKind };
  } while (token !== undefined || (expiry?.inARow ?? 0) > 0);
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

interface FetchedPage {
  readonly resources: readonly Resource[];
  readonly next: string | undefined;
  readonly listKind: string;
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
  const { body, contentType } = await connection.getBytes(`${path}?${query.toString()}`, options);
  const text = options.dropManagedFields === true ? stripManagedFields(body) : body;
  const list = parseJson(connection.server, path, { body: text, contentType });
  const objects = itemsOf(list);
  if (objects === undefined) throw badAnswer(connection.server, path, "something that is no list");
  const next = textAt(objectAt(list, "metadata"), "continue");
  const listKind = textAt(list, "kind");
  const kind = apiResource.kind || listKind.replace(/List$/, "");
  return {
    listKind,
    resources: objects.map((item) => withType(item, textAt(list, "apiVersion"), kind)),
    next: next === "" ? undefined : next,
  };
}

/** The objects of a list; undefined when it is none. Go writes an empty list of some APIs as null. */
function itemsOf(list: unknown): readonly ListItem[] | undefined {
  if (!isJsonObject(list) || !Object.hasOwn(list, "items")) return undefined;
  const items: unknown = list["items"] ?? [];
  return Array.isArray(items) && items.every(isListItem) ? items : undefined;
}

/** Items of built-in lists carry neither apiVersion nor kind; policies and people need both. */
function withType(item: ListItem, apiVersion: string, kind: string): Resource {
  return isResource(item) ? item : { ...item, apiVersion, kind };
}
