import type { Json, JsonObject } from "../../manifest/resource.ts";
import { ClusterError } from "../cluster-error.ts";
import { objectAt, objectsAt, textAt, textsAt } from "../json-fields.ts";
import type { DiscoveredGroup, DiscoveredVersion, VersionResource } from "./discovered-group.ts";

/** Reads an APIGroupDiscoveryList of apidiscovery.k8s.io; a version whose server is down is marked Stale in it. */
export function readAggregated(body: Json): readonly DiscoveredGroup[] {
  return objectsAt(body, "items").map((group) => ({
    // The core group has no name.
    name: textAt(objectAt(group, "metadata"), "name"),
    versions: objectsAt(group, "versions").map(readVersion),
  }));
}

function readVersion(row: JsonObject): DiscoveredVersion {
  const version = textAt(row, "version");
  if (row["freshness"] === "Stale") {
    const failure = new ClusterError("unavailable", "the server behind this API does not answer");
    return { version, resources: [], failure };
  }
  return { version, resources: objectsAt(row, "resources").flatMap(readResource) };
}

/** Without `responseKind` only subresources exist, and nothing can be listed. */
function readResource(row: JsonObject): readonly VersionResource[] {
  const kind = textAt(objectAt(row, "responseKind"), "kind");
  if (kind === "") return [];
  return [
    {
      kind,
      plural: textAt(row, "resource"),
      namespaced: row["scope"] === "Namespaced",
      verbs: textsAt(row, "verbs"),
      shortNames: textsAt(row, "shortNames"),
      subresources: objectsAt(row, "subresources").map((sub) => textAt(sub, "subresource")),
    },
  ];
}
