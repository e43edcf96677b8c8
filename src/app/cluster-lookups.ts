import type { CelHost } from "../cel/host.ts";
import { CelError, CelPending, type CelResult } from "../cel/values.ts";
import type { ClusterConnection } from "../cluster/connect.ts";
import { getObject, listObjects } from "../cluster/look-up-objects.ts";
import type { ApiCall, ContextAnswer, ContextSource } from "../engine/context-source.ts";
import { UserError } from "../manifest/user-error.ts";
import type { Fetch } from "./object-scanner.ts";

/** What a policy asked of the cluster. */
type Lookup =
  | {
      readonly verb: "get" | "list";
      readonly apiVersion: string;
      readonly plural: string;
      readonly namespace: string;
      readonly name: string;
      readonly labels: Readonly<Record<string, string>>;
    }
  | { readonly verb: "path"; readonly path: string };

/** Policies' lookups in a cluster: each is sent once a scan, whatever the number of objects that ask. */
export interface ClusterLookups {
  readonly host: CelHost;
  /** The same for classic policies. */
  readonly contextSource: ContextSource;
  readonly fetch: Fetch;
}

type Answer = (lookup: Lookup) => CelResult;

/** Answers from what has been fetched; what has not is pending until `fetch` brings it. */
export function clusterLookups(
  connection: ClusterConnection,
  signal?: AbortSignal,
): ClusterLookups {
  const sent = new Map<string, Promise<void>>();
  const known = new Map<string, CelResult>();
  const asked = new Map<unknown, Lookup>();

  const answer: Answer = (lookup) => {
    const found = known.get(keyOf(lookup));
    if (found !== undefined) return found;
    asked.set(lookup, lookup);
    return new CelPending(lookup);
  };

  const fetchOne = async (lookup: Lookup): Promise<void> => {
    known.set(keyOf(lookup), await send(connection, lookup, signal));
  };

  return {
    host: hostFor(answer),
    contextSource: contextSourceFor(answer),
    fetch: async (needs) => {
      const fresh = needs.flatMap((need) => asked.get(need) ?? []);
      asked.clear();
      const requests = fresh
        .filter((lookup) => !known.has(keyOf(lookup)))
        .map((lookup) => {
          const key = keyOf(lookup);
          const request = sent.get(key) ?? fetchOne(lookup);
          sent.set(key, request);
          return request;
        });
      await Promise.all(requests);
      return requests.length > 0;
    },
  };
}

function hostFor(answer: Answer): CelHost {
  return {
    getResource: (apiVersion, plural, namespace, name) =>
      answer({ verb: "get", apiVersion, plural, namespace, name, labels: {} }),
    listResources: (apiVersion, plural, namespace, labels) =>
      answer({ verb: "list", apiVersion, plural, namespace, name: "", labels }),
    getImageData: () => new CelError("image data is not read in a scan"),
    getGlobalContext: () => new CelError("global context entries are not read in a scan"),
    sendHttp: () => new CelError("HTTP calls are not made in a scan"),
    now: () => BigInt(Date.now()) * 1_000_000n,
    random: Math.random,
  };
}

function contextSourceFor(answer: Answer): ContextSource {
  return {
    getConfigMap: (name, namespace) => {
      const address = { apiVersion: "v1", plural: "configmaps", namespace, name, labels: {} };
      const found = contextAnswer(answer({ verb: "get", ...address }));
      return found.kind === "value" && found.value === null
        ? { kind: "error", message: `configmaps "${name}" not found` }
        : found;
    },
    callApi: (call) => callApi(call, answer),
    getGlobalReference: () => ({
      kind: "error",
      message: "global context entries are not read in a scan",
    }),
    getImageData: () => ({ kind: "error", message: "image data is not read in a scan" }),
  };
}

/** A scan only reads: everything but GET requests to the API server is refused. */
function callApi({ method, urlPath, service }: ApiCall, answer: Answer): ContextAnswer {
  if (service !== undefined) return { kind: "error", message: "services are not called in a scan" };
  if (method !== "GET" || urlPath === undefined)
    return { kind: "error", message: `${method} requests are not made in a scan` };
  const path = urlPath.startsWith("/") ? urlPath : `/${urlPath}`;
  return contextAnswer(answer({ verb: "path", path }));
}

function contextAnswer(result: CelResult): ContextAnswer {
  if (result instanceof CelPending) return { kind: "pending", lookup: result.lookup };
  if (result instanceof CelError) return { kind: "error", message: result.message };
  return { kind: "value", value: result };
}

async function send(
  connection: ClusterConnection,
  lookup: Lookup,
  signal?: AbortSignal,
): Promise<CelResult> {
  try {
    if (lookup.verb === "path") return await connection.get(lookup.path, { signal });
    const { verb, name, labels, ...address } = lookup;
    if (verb === "get") return await getObject(connection, { ...address, name }, { signal });
    const list = await listObjects(connection, { ...address, labels }, { signal });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- objects of a cluster are plain JSON
    return list as unknown as CelResult;
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    return new CelError(
      lookup.verb === "path"
        ? `failed to GET resource with raw url: ${lookup.path}: ${error.message}`
        : `failed to ${lookup.verb} resource: ${error.message}`,
    );
  }
}

function keyOf(lookup: Lookup): string {
  if (lookup.verb === "path") return lookup.path;
  const { verb, apiVersion, plural, namespace, name, labels } = lookup;
  return JSON.stringify([verb, apiVersion, plural, namespace, name, labels]);
}
