import type { Json, JsonObject } from "../../manifest/resource.ts";
import { ClusterError } from "../cluster-error.ts";
import type { ClusterConnection, RequestOptions } from "../connect.ts";
import { objectAt, objectsAt, textAt, textsAt } from "../json-fields.ts";
import { parseJson } from "../transport/parse-json.ts";
import type { DiscoveredGroup, DiscoveredVersion, VersionResource } from "./discovered-group.ts";
import { readAggregated } from "./read-aggregated.ts";

const AGGREGATED = [
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
  "application/json",
].join(",");

/** The groups below `/api` or `/apis`: in one request where the server speaks aggregated discovery, else one for each version. */
export async function readGroups(
  connection: ClusterConnection,
  root: "/api" | "/apis",
  options: RequestOptions,
): Promise<readonly DiscoveredGroup[]> {
  const answer = await connection.getBytes(root, { ...options, accept: AGGREGATED });
  const body = parseJson(connection.server, root, answer);
  if (textAt(body, "kind") === "APIGroupDiscoveryList") return readAggregated(body);
  const groups =
    root === "/api" ? [{ name: "", versions: textsAt(body, "versions") }] : listedGroups(body);
  // The pool's six connections bound how many of these run at once.
  return Promise.all(
    groups.map(async ({ name, versions }) => ({
      name,
      versions: await Promise.all(
        versions.map((version) => readVersion(connection, { name, version }, options)),
      ),
    })),
  );
}

interface GroupNames {
  readonly name: string;
  readonly versions: readonly string[];
}

/** An APIGroupList, each group's preferred version first. */
function listedGroups(body: Json): readonly GroupNames[] {
  return objectsAt(body, "groups").map((group) => {
    const preferred = textAt(objectAt(group, "preferredVersion"), "version");
    const all = objectsAt(group, "versions").map((version) => textAt(version, "version"));
    const first = all.filter((version) => version === preferred);
    return {
      name: textAt(group, "name"),
      versions: [...first, ...all.filter((version) => version !== preferred)],
    };
  });
}

async function readVersion(
  connection: ClusterConnection,
  { name, version }: { readonly name: string; readonly version: string },
  options: RequestOptions,
): Promise<DiscoveredVersion> {
  try {
    const path = name === "" ? `/api/${version}` : `/apis/${name}/${version}`;
    const body = await connection.get(path, options);
    return { version, resources: readResourceList(objectsAt(body, "resources")) };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { version, resources: [], failure: error };
  }
}

/** An APIResourceList, in which subresources stand as `pods/status` beside `pods`. */
function readResourceList(rows: readonly JsonObject[]): readonly VersionResource[] {
  const subresources = Map.groupBy(
    rows.map((row) => textAt(row, "name").split("/")).filter((parts) => parts.length > 1),
    ([parent]) => parent,
  );
  return rows
    .filter((row) => !textAt(row, "name").includes("/"))
    .map((row) => {
      const plural = textAt(row, "name");
      return {
        kind: textAt(row, "kind"),
        plural,
        namespaced: row["namespaced"] === true,
        verbs: textsAt(row, "verbs"),
        shortNames: textsAt(row, "shortNames"),
        subresources: (subresources.get(plural) ?? []).map((parts) => parts.slice(1).join("/")),
      };
    });
}
