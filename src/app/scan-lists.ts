import type { ClusterConnection } from "../cluster/connect.ts";
import {
  type BytesPage,
  listBytes,
  type ListOptions,
  unreadablePage,
} from "../cluster/list-resources.ts";
import type { ApiResource } from "../manifest/api-resource.ts";
import { gatherLists, type GatheredPage } from "../pipeline/gather-lists.ts";
import type { ListPage } from "../pipeline/scan-page.ts";
import type { TaskLine } from "../pipeline/scan-pool.ts";
import type { TaskResult } from "../pipeline/scan-task.ts";
import type { NotRead } from "../results/scan.ts";
import type { TallyPart } from "../results/tally-part.ts";

/** Which objects to list, and what to do with them. */
export interface ListsToScan extends Pick<ListPage, "task" | "unread"> {
  readonly targets: readonly ApiResource[];
  readonly options: ListOptions;
  /** Told how many objects were read, and of which resource the last ones are. */
  readonly onProgress?: (objects: number, plural: string) => void;
}

/** What lists came to. */
export interface ScannedLists {
  readonly parts: readonly TallyPart[];
  readonly notRead: readonly NotRead[];
  /** Resources whose list expired while it was read. */
  readonly inconsistent: readonly string[];
}

const PAGE_SIZE = 500;

/** Lists resources and scans the pages as they come, on threads where they pay. Whatever could not be read is a row. */
export async function scanLists(
  connection: ClusterConnection,
  line: TaskLine,
  { targets, task, unread, options, onProgress }: ListsToScan,
): Promise<ScannedLists> {
  const notRead: NotRead[] = [];
  const inconsistent = new Set<string>();
  const origins = new WeakMap<GatheredPage, BytesPage>();
  const gatherer = gatherLists(line, (page, result, objects) => {
    const origin = origins.get(page);
    if (origin !== undefined) notRead.push(...rowsOf(connection, origin, result));
    onProgress?.(objects, page.apiResource.plural);
  });
  const lists = listBytes(connection, targets, { pageSize: PAGE_SIZE, ...options });
  for await (const answer of lists) {
    notRead.push(...answer.notRead);
    const { page, apiResource, namespace } = answer;
    if (page === undefined) continue;
    if (page.inconsistent) inconsistent.add(apiResource.plural);
    const gathered: GatheredPage = {
      kind: "page",
      bytes: page.body,
      apiResource,
      task,
      unread,
      list: JSON.stringify([apiResource.group, apiResource.plural, namespace]),
      restarts: page.restarts,
      behind: bytesBehind(answer),
    };
    origins.set(gathered, answer);
    await gatherer.add(gathered);
  }
  return { parts: await gatherer.finish(), notRead, inconsistent: [...inconsistent] };
}

/** Bytes of the pages behind a first one, estimated from it. */
function bytesBehind({ page }: BytesPage): number {
  if (page?.next === undefined) return 0;
  const pages = page.remaining === undefined ? 1 : page.remaining / PAGE_SIZE;
  return page.isFirst ? page.body.length * pages : 0;
}

function rowsOf(
  connection: ClusterConnection,
  page: BytesPage,
  result: TaskResult,
): readonly NotRead[] {
  if (result.kind === "part") return [];
  const reason = result.kind === "lost" ? result.message : "it came back as something else";
  if (result.kind === "unreadable") return [unreadablePage(connection, page, result.is)];
  const { namespace, apiResource } = page;
  const { group, plural } = apiResource;
  return [
    {
      context: connection.context,
      ...(namespace !== undefined && { namespace }),
      resource: group === "" ? plural : `${plural}.${group}`,
      reason: "not evaluated",
      message: `a page of the list was lost while it was evaluated: ${reason}`,
      hint: "scan fewer namespaces or kinds at once, or give the process more memory",
    },
  ];
}
