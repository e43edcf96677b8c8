import type { ServedResource } from "./api-table.ts";

const VERBS = ["create", "delete", "get", "list", "patch", "update", "watch"];

/** Versions by group, in the order in which the table names them. */
function groupsOf(
  resources: readonly ServedResource[],
  isCore: boolean,
): ReadonlyMap<string, ReadonlyMap<string, readonly ServedResource[]>> {
  const wanted = resources.filter(({ group }) => (group === "") === isCore);
  const groups = Map.groupBy(wanted, ({ group }) => group);
  return new Map(
    [...groups].map(([group, rows]) => [group, Map.groupBy(rows, ({ version }) => version)]),
  );
}

/** The APIGroupDiscoveryList of `/api` or `/apis`; a broken version is Stale and empty. */
export function aggregatedDiscovery(
  resources: readonly ServedResource[],
  root: string,
  broken: readonly string[],
): unknown {
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: [...groupsOf(resources, root === "/api")].map(([group, versions]) => ({
      metadata: group === "" ? {} : { name: group },
      versions: [...versions].map(([version, rows]) =>
        broken.includes(`${group}/${version}`)
          ? { version, freshness: "Stale" }
          : { version, freshness: "Current", resources: rows.map(aggregatedRow) },
      ),
    })),
  };
}

function aggregatedRow({ group, version, kind, plural, namespaced }: ServedResource): unknown {
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.toLowerCase(),
    verbs: VERBS,
    subresources: [{ subresource: "status", responseKind: null, verbs: ["get"] }],
  };
}

/** What `/api`, `/apis` and `/apis/GROUP/VERSION` answer without aggregated discovery; undefined for another path. */
export function plainDiscovery(resources: readonly ServedResource[], path: string): unknown {
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"] };
  if (path === "/apis") {
    const groups = [...groupsOf(resources, false)].map(([name, versions]) => {
      const rows = [...versions.keys()].map((version) => ({
        groupVersion: `${name}/${version}`,
        version,
      }));
      // Sorted by name, as a server may: only preferredVersion tells the preference.
      return {
        name,
        versions: rows.toSorted((a, b) => (a.version < b.version ? -1 : 1)),
        preferredVersion: rows[0],
      };
    });
    return { kind: "APIGroupList", apiVersion: "v1", groups };
  }
  const rows = resources.filter(({ group, version }) => path === versionPath(group, version));
  if (rows.length === 0) return undefined;
  return {
    kind: "APIResourceList",
    groupVersion: path.replace(/^\/apis?\//, ""),
    resources: rows.flatMap(({ plural, kind, namespaced }) => [
      { name: plural, singularName: "", namespaced, kind, verbs: VERBS },
      { name: `${plural}/status`, singularName: "", namespaced, kind, verbs: ["get"] },
    ]),
  };
}

function versionPath(group: string, version: string): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}
