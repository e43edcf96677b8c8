import { offlineHost } from "../engine/offline-host.ts";
import { requestFor } from "../engine/request-for.ts";
import { findApiResource } from "../manifest/api-kinds.ts";
import type { ManifestChunk } from "../manifest/manifest-chunks.ts";
import { type Extent, type ReadChunk, readChunk } from "../manifest/read-chunk.ts";
import type { Problem } from "../manifest/problem.ts";
import type { Resource } from "../manifest/resource.ts";
import { collectPart, type TallyPart } from "../results/tally-part.ts";
import { createLookups } from "./lookups.ts";
import { createEvaluator, type ScanPolicy } from "./object-scanner.ts";
import { keepsKind, keepsNamespace, type ScanFilter } from "./scan-filter.ts";

/** A chunk of a manifest file; `order` counts the chunks of the scan. */
export interface ChunkTask {
  readonly kind: "chunk";
  readonly order: number;
  readonly chunk: ManifestChunk;
}

/** What became of a chunk. */
export type ChunkResult =
  | {
      readonly kind: "chunk";
      readonly part: TallyPart;
      readonly objects: number;
      readonly documents: number;
      readonly problems: readonly Problem[];
      readonly objections: readonly Problem[];
      readonly extent: Extent;
    }
  /** Only the whole file tells what the chunk means. */
  | { readonly kind: "irregular" }
  /** A policy asked for another object: only all manifests together have the answer. */
  | { readonly kind: "asks" };

/** Takes names of objects in the order of the chunks and answers which of them, by place, were taken before. */
export type Claim = (order: number, keys: readonly string[]) => Promise<readonly number[]>;

/** Policies that ask for other objects have to wait for all of them. */
class AsksOthers extends Error {}

/** Scans chunks on this thread as if all manifests were scanned at once, but for policies that look at more than one object. */
export function chunkScanner(
  filter: ScanFilter,
  policies: readonly ScanPolicy[],
  claim: Claim,
): (task: ChunkTask) => Promise<ChunkResult> {
  const facts = policies.map((policy) => policy.facts);
  const { host, contextSource } = createLookups(() => Promise.reject(new AsksOthers()));
  const { getConfigMap, callApi } = contextSource;
  const { getResource, listResources } = host;
  const { evaluate } = createEvaluator({
    context: "",
    policies,
    host: { ...offlineHost([]), getResource, listResources },
    fetch: () => Promise.reject(new AsksOthers()),
  });
  const requestOptions = {
    contextSource: {
      ...(getConfigMap !== undefined && { getConfigMap }),
      ...(callApi !== undefined && { callApi }),
    },
  };
  const isWanted = (resource: Resource): boolean =>
    keepsNamespace(filter, resource.metadata.namespace) && keepsKind(filter, resource);

  const scan = async ({ order }: ChunkTask, read: ReadChunk): Promise<ChunkResult> => {
    const resources = read.resources.map(asStored);
    const repeated = new Set(await claim(order, resources.map(claimKey)));
    const part = collectPart(facts);
    const waiting: Promise<void>[] = [];
    for (const [index, resource] of resources.entries()) {
      if (repeated.has(index) || !isWanted(resource)) continue;
      const pending = evaluate(requestFor(resource, requestOptions), part);
      if (pending !== undefined) waiting.push(pending);
    }
    await Promise.all(waiting);
    const { documents, problems, objections, extent } = read;
    return {
      kind: "chunk",
      part: part.finish(),
      objects: resources.length,
      documents,
      problems,
      objections,
      extent,
    };
  };
  return async (task) => {
    const read = readChunk(task.chunk);
    if (read === undefined) return { kind: "irregular" };
    try {
      return await scan(task, read);
    } catch (error) {
      if (error instanceof AsksOthers) return { kind: "asks" };
      throw error;
    }
  };
}

/** As the API server would store it: a namespaced object without a namespace goes to `default`. */
export function asStored(resource: Resource): Resource {
  if (resource.metadata.namespace !== undefined && resource.metadata.namespace !== "")
    return resource;
  if (!findApiResource(resource.apiVersion, resource.kind).namespaced) return resource;
  return { ...resource, metadata: { ...resource.metadata, namespace: "default" } };
}

/** The same text for manifests of the same object; empty for one whose name the server makes. */
function claimKey(resource: Resource): string {
  return resource.metadata.name === undefined ? "" : resourceKey(resource);
}

/** The same text for manifests of the same object. */
export function resourceKey({ apiVersion, kind, metadata }: Resource): string {
  return `${apiVersion} ${kind} ${metadata.namespace ?? ""} ${metadata.name ?? ""}`;
}
