import { requestFor } from "../engine/request-for.ts";
import type { ApiResource } from "../manifest/api-resource.ts";
import { listItems, OddList, type UnreadFields } from "../manifest/list-items.ts";
import { parseList } from "../manifest/parse-list.ts";
import type { Resource } from "../manifest/resource.ts";
import { collectPart, type TallyPart } from "../results/tally-part.ts";
import { createLookups, type SendLookups } from "./lookups.ts";
import { createEvaluator, identify, type ScanPolicy } from "./object-scanner.ts";
import { type ScanFilter, skipsNamespace } from "./scan-filter.ts";

/** Bytes of a list as an API server sent them, and what to do with its objects: plain data that crosses threads. */
export interface ListPage {
  readonly kind: "page";
  readonly bytes: Uint8Array;
  readonly apiResource: ApiResource;
  /** `know`: the objects are here only as owners of others. */
  readonly task: "evaluate" | "know";
  readonly unread: UnreadFields;
}

/** What became of a page: what was counted, or why it could not be read. */
export type PageResult =
  | { readonly kind: "part"; readonly part: TallyPart; readonly objects: number }
  | { readonly kind: "unreadable"; readonly is: "no JSON" | "no list" };

/** What all pages of one context share: plain data that crosses threads. */
export interface ContextSetup {
  readonly context: string;
  /** The Namespace objects that are known. */
  readonly namespaces: readonly Resource[];
  /** Says which namespaces to leave out; kinds and names were minded when the list was asked for. */
  readonly filter: ScanFilter;
}

/** Scans one page. */
export type ScanPage = (page: ListPage) => Promise<PageResult>;

/** Scans pages of one context on this thread; `send` brings what policies ask for beside the objects. */
export function pageScanner(
  { context, namespaces, filter }: ContextSetup,
  policies: readonly ScanPolicy[],
  send: SendLookups,
): ScanPage {
  const facts = policies.map((policy) => policy.facts);
  const { contextSource, ...lookups } = createLookups(send);
  const { evaluate } = createEvaluator({ context, policies, ...lookups });
  const byName = new Map(namespaces.map((object) => [object.metadata.name ?? "", object]));

  const scanAll = async (
    resources: Iterable<Resource>,
    { apiResource, task }: ListPage,
  ): Promise<PageResult> => {
    const part = collectPart(facts);
    const waiting: Promise<void>[] = [];
    let objects = 0;
    for (const given of resources) {
      const resource = withWholeType(given, apiResource);
      const { namespace } = resource.metadata;
      if (namespace !== undefined && skipsNamespace(filter, namespace)) continue;
      objects += 1;
      if (task === "know") {
        part.know(identify(resource, context));
        continue;
      }
      const namespaceObject = byName.get(namespace ?? "") ?? null;
      const pending = evaluate(
        requestFor(resource, { apiResource, namespaceObject, contextSource }),
        part,
      );
      if (pending !== undefined) waiting.push(pending);
    }
    await Promise.all(waiting);
    return { kind: "part", part: part.finish(), objects };
  };
  return async (page) => {
    const json = Buffer.from(page.bytes.buffer, page.bytes.byteOffset, page.bytes.byteLength);
    const { kind } = page.apiResource;
    try {
      return await scanAll(listItems(json, kind, page.unread), page);
    } catch (error) {
      if (!(error instanceof OddList)) throw error;
    }
    // What was counted so far is forgotten with its part.
    const list = parseList(json, { kind, dropManagedFields: page.unread.managedFields });
    return list.ok ? scanAll(list.resources, page) : { kind: "unreadable", is: list.is };
  };
}

/** Objects of which only the metadata was asked for say so in place of their type. */
function withWholeType(resource: Resource, { group, version, kind }: ApiResource): Resource {
  if (resource.kind !== "PartialObjectMetadata") return resource;
  return { ...resource, apiVersion: group === "" ? version : `${group}/${version}`, kind };
}
