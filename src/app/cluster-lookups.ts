import type { CelHost } from "../cel/host.ts";
import { CelError, CelPending, type CelResult, type CelValue } from "../cel/values.ts";
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
  const answers = new Map<string, Promise<void>>();
  const known = new Map<string, CelResult>();

  const answer = (lookup: Lookup): CelResult =>
    known.get(keyOf(lookup)) ?? pendingOr(known, lookup);

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
      const wanted = needs.map((need) => need as Lookup);
      const fresh = wanted.filter((lookup) => !known.has(keyOf(lookup)));
      for (const lookup of fresh) {
        const key = keyOf(lookup);
        if (!answers.has(key)) answers.set(key, fetchOne(lookup));
      }
      await Promise.all(fresh.map((lookup) => answers.get(keyOf(lookup))));
      return fresh.length > 0;
    },
  };
}

function pendingOr(known: ReadonlyMap<string, CelResult>, lookup: Lookup): CelResult {
  // A known answer may be null: nothing is there.
  return known.has(keyOf(lookup)) ? null : new CelPending(lookup);
}

async function send(
  connection: ClusterConnection,
  lookup: Lookup,
  signal?: AbortSignal,
): Promise<CelResult> {
  const { verb, name, labels, ...address } = lookup;
  try {
    const found =
      verb === "get"
        ? await getObject(connection, { ...address, name }, { signal })
        : await listObjects(connection, { ...address, labels }, { signal });
    return found as CelValue;
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
