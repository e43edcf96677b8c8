import type { CelValue } from "../cel/values.ts";
import type { ClusterConnection } from "../cluster/connect.ts";
import { getObject, listObjects } from "../cluster/look-up-objects.ts";
import { UserError } from "../manifest/user-error.ts";
import {
  createLookups,
  type Lookup,
  type LookupAnswer,
  lookupKey,
  type Lookups,
  type SendLookups,
} from "../pipeline/lookups.ts";

/** Policies' lookups in a cluster: each is sent once a scan, whatever the number of objects that ask. */
export type ClusterLookups = Lookups;

/** Answers from what has been fetched; what has not is pending until `fetch` brings it. */
export function clusterLookups(
  connection: ClusterConnection,
  signal?: AbortSignal,
): ClusterLookups {
  return createLookups(sendToCluster(connection, signal));
}

/** Sends lookups to a cluster, each once however many threads ask; answers are kept as long as the function is. */
export function sendToCluster(connection: ClusterConnection, signal?: AbortSignal): SendLookups {
  const sent = new Map<string, Promise<LookupAnswer>>();
  return (lookups) =>
    Promise.all(
      lookups.map((lookup) => {
        const key = lookupKey(lookup);
        const answer = sent.get(key) ?? send(connection, lookup, signal);
        sent.set(key, answer);
        return answer;
      }),
    );
}

async function send(
  connection: ClusterConnection,
  lookup: Lookup,
  signal?: AbortSignal,
): Promise<LookupAnswer> {
  try {
    return { kind: "value", value: await valueOf(connection, lookup, signal) };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    return {
      kind: "error",
      message:
        lookup.verb === "path"
          ? `failed to GET resource with raw url: ${lookup.path}: ${error.message}`
          : `failed to ${lookup.verb} resource: ${error.message}`,
    };
  }
}

async function valueOf(
  connection: ClusterConnection,
  lookup: Lookup,
  signal?: AbortSignal,
): Promise<CelValue> {
  if (lookup.verb === "path") return connection.get(lookup.path, { signal });
  const { verb, name, labels, ...address } = lookup;
  if (verb === "get") return getObject(connection, { ...address, name }, { signal });
  const list = await listObjects(connection, { ...address, labels }, { signal });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- objects of a cluster are plain JSON
  return list as unknown as CelValue;
}
