import type { ClusterConnection } from "../../cluster/connect.ts";
import type { DiscoveredResource } from "../../cluster/discover.ts";
import { listResources } from "../../cluster/list-resources.ts";
import type { ScannedObject } from "../../results/violation.ts";
import { identify } from "../../pipeline/object-scanner.ts";
import { OWNER_KINDS } from "../owner-kinds.ts";
import type { Services } from "../services.ts";
import { objectKey } from "./reported-result.ts";

/** What reports name pods' owners by; read so that the pods of a workload are one row. */
const OWNED_KINDS: ReadonlySet<string> = new Set(["Pod", "ReplicaSet", "Job"]);
const OWNER_PLURALS: ReadonlySet<string> = new Set(["pods.", ...OWNER_KINDS]);

/** Who owns what, as far as it could be read. */
export interface Owners {
  /** Objects with their owners, by `objectKey`. */
  readonly byKey: ReadonlyMap<string, ScannedObject>;
  readonly warnings: readonly string[];
}

/** Reports do not say who owns a pod, so the pods of the namespaces in which some `objects` may be owned are read. */
export async function readOwners(
  connection: ClusterConnection,
  resources: readonly DiscoveredResource[],
  objects: readonly ScannedObject[],
  { signal, onProgress }: Services,
): Promise<Owners> {
  const owned = objects.filter(({ kind }) => OWNED_KINDS.has(kind));
  if (owned.length === 0) return { byKey: new Map(), warnings: [] };
  const kinds = resources.filter(
    ({ group, plural, preferred }) => preferred && OWNER_PLURALS.has(`${plural}.${group}`),
  );
  const namespaces = [...new Set(owned.map(({ namespace }) => namespace))];
  const byKey = new Map<string, ScannedObject>();
  const unread = new Set<string>();
  const pages = listResources(connection, kinds, { signal, namespaces, dropManagedFields: true });
  for await (const page of pages) {
    for (const resource of page.resources) {
      const object = identify(resource, connection.context);
      byKey.set(objectKey(object), object);
    }
    for (const { resource } of page.notRead) unread.add(resource);
    onProgress?.({ done: byKey.size, message: `reading owners: ${page.apiResource.plural}` });
  }
  if (unread.size === 0) return { byKey, warnings: [] };
  const names = [...unread].join(", ");
  return {
    byKey,
    warnings: [
      `owners could not all be read (${names}): a workload's pods may be rows of their own`,
    ],
  };
}
