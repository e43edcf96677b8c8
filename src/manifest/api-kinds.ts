import { API_KINDS } from "./api-kinds.data.ts";
import type { ApiResource } from "./api-resource.ts";

/** An API resource, and whether it stands in the table of built-in kinds or was guessed. */
export interface FoundApiResource extends ApiResource {
  readonly known: boolean;
}

interface Tables {
  readonly all: readonly ApiResource[];
  readonly byKind: ReadonlyMap<string, ApiResource>;
  readonly byPlural: ReadonlyMap<string, ApiResource>;
}

let tables: Tables | undefined;

/** Every kind of Kubernetes 1.30 to 1.36, of Kyverno and of its reports, in each version. */
export function knownApiResources(): readonly ApiResource[] {
  return loadTables().all;
}

/**
 * The API resource of a kind. One that is not built in is taken for namespaced, with the plural that Kubernetes'
 * UnsafeGuessKindToResource would guess, as the Kyverno CLI does.
 */
export function findApiResource(apiVersion: string, kind: string): FoundApiResource {
  const found = loadTables().byKind.get(`${apiVersion} ${kind}`);
  if (found !== undefined) return { ...found, known: true };
  const plural = guessPlural(kind);
  return { ...splitApiVersion(apiVersion), kind, plural, namespaced: true, known: false };
}

/** The built-in kind behind a plural such as `deployments`; undefined when there is none. */
export function findKindByResource(
  group: string,
  version: string,
  plural: string,
): ApiResource | undefined {
  return loadTables().byPlural.get(`${joinApiVersion(group, version)} ${plural}`);
}

/** `apps/v1` → group and version; the core group is the empty string. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf("/");
  return slash === -1
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The opposite of `splitApiVersion`. */
export function joinApiVersion(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Kubernetes' UnsafeGuessKindToResource: https://pkg.go.dev/k8s.io/apimachinery/pkg/api/meta#UnsafeGuessKindToResource */
export function guessPlural(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith("endpoints")) return singular;
  if (singular.endsWith("s")) return `${singular}es`;
  return singular.endsWith("y") ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

/** Built at the first question: most commands ask, but `--help` does not. */
function loadTables(): Tables {
  if (tables !== undefined) return tables;
  const all = Object.entries(API_KINDS).flatMap(([apiVersion, row]) =>
    row.split(" ").map((entry) => parseEntry(apiVersion, entry)),
  );
  const index = (name: "kind" | "plural") =>
    new Map(
      all.map((one) => [`${joinApiVersion(one.group, one.version)} ${one[name]}`, one] as const),
    );
  tables = { all, byKind: index("kind"), byPlural: index("plural") };
  return tables;
}

/** `plural=Kind`, with `!` after cluster-scoped kinds. */
function parseEntry(apiVersion: string, entry: string): ApiResource {
  const [plural = "", kind = ""] = entry.split("=");
  return {
    ...splitApiVersion(apiVersion),
    kind: kind.replace("!", ""),
    plural,
    namespaced: !kind.endsWith("!"),
  };
}
