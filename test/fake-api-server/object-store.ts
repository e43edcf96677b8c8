import type { Resource } from "../../src/manifest/resource.ts";
import type { ServedResource } from "./api-table.ts";

/** One page of a list, as text. */
export interface ListAnswer {
  readonly status: number;
  readonly text: string;
}

interface StoredObject {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** With its type, as a GET answers. */
  readonly text: () => string;
  /** As an item of a list. */
  readonly itemText: string;
}

/** The objects of one cluster in the API server's order, served as the API server writes them. */
export interface ObjectStore {
  readonly get: (resource: ServedResource, namespace: string, name: string) => string | undefined;
  readonly list: (resource: ServedResource, query: ListQuery) => ListAnswer;
  /** Expires every token given out so far; with `resumable` the refusal carries a fresh one. */
  readonly expireTokens: (options: { readonly resumable: boolean }) => void;
}

export interface ListQuery {
  readonly namespace: string;
  readonly limit: number;
  readonly token: string;
  readonly labelSelector: string;
}

/** Keeps `objects`, serialised once for all lists. */
export function objectStore(
  resources: readonly ServedResource[],
  objects: readonly Resource[],
): ObjectStore {
  const stored = new Map(
    resources.map((resource) => [keyOf(resource), storeObjects(resource, objects)]),
  );
  let generation = 0;
  let resumable = true;

  return {
    get: (resource, namespace, name) =>
      stored
        .get(keyOf(resource))
        ?.find((object) => object.namespace === namespace && object.name === name)
        ?.text(),
    expireTokens: (options) => {
      generation += 1;
      ({ resumable } = options);
    },
    list: (resource, { namespace, limit, token, labelSelector }) => {
      const start = token === "" ? undefined : readToken(token);
      if (start !== undefined && start.generation !== generation) {
        const next = resumable ? writeToken({ ...start, generation }) : undefined;
        return { status: 410, text: expired(next) };
      }
      const all = (stored.get(keyOf(resource)) ?? []).filter(
        (object) =>
          (namespace === "" || object.namespace === namespace) &&
          matches(object.labels, labelSelector),
      );
      const rest = start === undefined ? all : all.slice(start.index);
      const page = limit > 0 ? rest.slice(0, limit) : rest;
      const index = (start?.index ?? 0) + page.length;
      const next = index < all.length ? writeToken({ generation, index }) : undefined;
      return { status: 200, text: listText(resource, page, next) };
    },
  };
}

function storeObjects(
  resource: ServedResource,
  objects: readonly Resource[],
): readonly StoredObject[] {
  const { group, version, kind } = resource;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  return objects
    .filter((object) => object.kind === kind && groupOf(object.apiVersion) === group)
    .map((object) => {
      const rest = Object.fromEntries(
        Object.entries(object).filter(([key]) => key !== "apiVersion" && key !== "kind"),
      );
      // Built-in objects begin with their kind, custom ones have sorted keys.
      const type = resource.custom === true ? { apiVersion, kind } : { kind, apiVersion };
      const text = (): string => JSON.stringify({ ...type, ...rest });
      return {
        namespace: object.metadata.namespace ?? "",
        name: object.metadata.name ?? "",
        labels: object.metadata.labels ?? {},
        text,
        // Items of built-in lists carry no type; those of custom resources do.
        itemText: resource.custom === true ? text() : JSON.stringify(rest),
      };
    })
    .toSorted((a, b) => (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1));
}

/** Built-in lists have their metadata first, a custom resource's keys are sorted: the token stands at the end. */
function listText(
  { group, version, kind, custom }: ServedResource,
  page: readonly StoredObject[],
  token: string | undefined,
): string {
  const type = JSON.stringify(group === "" ? version : `${group}/${version}`);
  const listKind = JSON.stringify(`${kind}List`);
  const metadata = JSON.stringify({
    resourceVersion: "1000",
    ...(token !== undefined && { continue: token, remainingItemCount: 1 }),
  });
  const items = page.map(({ itemText }) => itemText).join(",");
  return custom === true
    ? `{"apiVersion":${type},"items":[${items}],"kind":${listKind},"metadata":${metadata}}`
    : `{"kind":${listKind},"apiVersion":${type},"metadata":${metadata},"items":[${items}]}`;
}

function expired(token: string | undefined): string {
  return JSON.stringify({
    kind: "Status",
    apiVersion: "v1",
    metadata: token === undefined ? {} : { continue: token },
    status: "Failure",
    message: "The provided continue parameter is too old to display a consistent list result.",
    reason: "Expired",
    code: 410,
  });
}

interface Position {
  readonly generation: number;
  readonly index: number;
}

function writeToken({ generation, index }: Position): string {
  return Buffer.from(`${generation}:${index}`).toString("base64url");
}

function readToken(token: string): Position {
  const [generation, index] = Buffer.from(token, "base64url").toString().split(":");
  return { generation: Number(generation), index: Number(index) };
}

/** Equality selectors only, joined by commas. */
function matches(labels: Readonly<Record<string, string>>, selector: string): boolean {
  if (selector === "") return true;
  return selector.split(",").every((term) => {
    const [key = "", value = ""] = term.split("=");
    return labels[key] === value;
  });
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

function keyOf({ group, version, plural }: ServedResource): string {
  return `${group}/${version}/${plural}`;
}
