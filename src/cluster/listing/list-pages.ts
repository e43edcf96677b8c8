import type { ApiResource } from "../../manifest/api-resource.ts";
import type { Resource } from "../../manifest/resource.ts";
import { ClusterError } from "../cluster-error.ts";
import { parseJson, type ClusterConnection, type RequestOptions } from "../connect.ts";
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
  let inconsistent = false;
  let expired = 0;
  do {
    let answer: FetchedPage;
    try {
      // oxlint-disable-next-line no-await-in-loop -- each page names the next
      answer = await fetchPage(connection, apiResource, options, token);
      expired = 0;
    } catch (error) {
      expired += 1;
      token = resumeAfter(error, token, expired);
      inconsistent = true;
      continue;
    }
    const isOnlyPage = token === undefined && answer.next === undefined && !inconsistent;
    const resources = isOnlyPage ? answer.resources : withoutSeen(answer.resources, seen);
    if (answer.next !== undefined && answer.next === token) {
      throw badAnswer(connection.server, resourcePath(apiResource, options), "the same page again");
    }
    token = answer.next;
    yield { resources, inconsistent, listKind: answer.listKind };
  } while (token !== undefined || expired > 0);
}

/** The token with which an expired list goes on, undefined for the start; throws other errors, and endless expiry. */
function resumeAfter(
  error: unknown,
  token: string | undefined,
  expired: number,
): string | undefined {
  const isExpired = error instanceof ClusterError && error.status === 410 && token !== undefined;
  if (!isExpired || expired > MAX_EXPIRED_IN_A_ROW) throw error;
  return error.resumeToken;
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
