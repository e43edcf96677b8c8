import type { CelHost } from "../cel/host.ts";
import { CelError, CelPending, type CelResult } from "../cel/values.ts";
import type { ClusterConnection } from "../cluster/connect.ts";
import { getObject, listObjects } from "../cluster/look-up-objects.ts";
import { UserError } from "../manifest/user-error.ts";
import type { Fetch } from "./object-scanner.ts";

/** What an expression asked of the cluster. */
interface Lookup {
  readonly verb: "get" | "list";
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Policies' lookups in a cluster: each is sent once a scan, whatever the number of objects that ask. */
export interface ClusterLookups {
  readonly host: CelHost;
  readonly fetch: Fetch;
}

/** Answers from what has been fetched; what has not is pending until `fetch` brings it. */
export function clusterLookups(
  connection: ClusterConnection,
  signal?: AbortSignal,
): ClusterLookups {
  const sent = new Map<string, Promise<void>>();
  const known = new Map<string, CelResult>();
  const asked = new Map<unknown, Lookup>();

  const answer = (lookup: Lookup): CelResult => {
    const found = known.get(keyOf(lookup));
    if (found !== undefined) return found;
    asked.set(lookup, lookup);
    return new CelPending(lookup);
  };

  const fetchOne = async (lookup: Lookup): Promise<void> => {
    known.set(keyOf(lookup), await send(connection, lookup, signal));
  };

  return {
    host: {
      getResource: (apiVersion, plural, namespace, name) =>
        answer({ verb: "get", apiVersion, plural, namespace, name, labels: {} }),
      listResources: (apiVersion, plural, namespace, labels) =>
        answer({ verb: "list", apiVersion, plural, namespace, name: "", labels }),
      getImageData: () => new CelError("image data is not read in a scan"),
      getGlobalContext: () => new CelError("global context entries are not read in a scan"),
      sendHttp: () => new CelError("HTTP calls are not made in a scan"),
      now: () => BigInt(Date.now()) * 1_000_000n,
      random: Math.random,
    },
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

async function send(
  connection: ClusterConnection,
  lookup: Lookup,
  signal?: AbortSignal,
): Promise<CelResult> {
  const { verb, name, labels, ...address } = lookup;
  try {
    if (verb === "get") return await getObject(connection, { ...address, name }, { signal });
    const list = await listObjects(connection, { ...address, labels }, { signal });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- objects of a cluster are plain JSON
    return list as unknown as CelResult;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof UserError)
      return new CelError(`failed to ${verb} resource: ${error.message}`);
    throw error;
  }
}

function keyOf({ verb, apiVersion, plural, namespace, name, labels }: Lookup): string {
  return JSON.stringify([verb, apiVersion, plural, namespace, name, labels]);
}
