import type { CelHost } from "../../cel/host.ts";
import { CelError } from "../../cel/values.ts";
import type { ApiCall, ContextAnswer, ContextSource } from "../../engine/context-source.ts";
import { joinApiVersion } from "../../manifest/api-kinds.ts";
import type { Json, Resource } from "../../manifest/resource.ts";
import type { FindKind } from "./custom-kinds.ts";
import { isObject } from "./decode-strict.ts";

/** A recorded answer of a service or an API path. */
export interface CallResponse {
  readonly statusCode: number;
  readonly body: Json;
}

/** What classic policies' context entries may know in an offline run. */
export interface OfflineContext {
  /** The imagined cluster's objects. */
  readonly resources: readonly Resource[];
  readonly findKind: FindKind;
  /** Whether `urlPath` calls are answered from the objects; nobody answers them otherwise. */
  readonly answersCalls: boolean;
  /** Whether `configMap` entries are answered from the objects; such entries are off otherwise. */
  readonly answersConfigMaps: boolean;
  /** By `METHOD:URL`, or by the URL; they win over the objects. */
  readonly responses?: ReadonlyMap<string, CallResponse>;
  /** By the entry's name. */
  readonly globalEntries?: ReadonlyMap<string, Json>;
  /** What a call to a service is answered with, in the end an error. */
  readonly sendHttp: CelHost["sendHttp"];
}

/**
 * Answers context entries as the Kyverno CLI's imagined cluster does: the paths of its fake client lead to lists and to
 * namespaced objects only, everything but GET is refused, and services can't be called.
 */
export function offlineContext(context: OfflineContext): ContextSource {
  const { answersCalls, answersConfigMaps, responses, globalEntries } = context;
  const objects = indexByPath(context);
  const isCalled = answersCalls || (responses?.size ?? 0) > 0;
  return {
    ...(isCalled && { callApi: (call: ApiCall) => answerCall(call, context, objects) }),
    ...(answersConfigMaps && {
      getConfigMap: (name: string, namespace: string) =>
        configMapAt(objects, namespace, name) ??
        failure(`failed to get configmap ${namespace}/${name} : configmaps "${name}" not found`),
    }),
    ...(globalEntries !== undefined &&
      globalEntries.size > 0 && {
        getGlobalReference: (name: string) => globalEntry(globalEntries, name),
      }),
  };
}

interface Objects {
  /** Objects by the path of their collection in all namespaces. */
  readonly collections: ReadonlyMap<string, readonly Resource[]>;
}

function indexByPath({ resources, findKind }: OfflineContext): Objects {
  const collections = Map.groupBy(resources, ({ apiVersion, kind }) => {
    const { group, version, plural } = findKind(apiVersion, kind);
    return collectionKey(group, version, plural);
  });
  return { collections };
}

function collectionKey(group: string, version: string, plural: string): string {
  return `${joinApiVersion(group, version)}/${plural}`;
}

function configMapAt(objects: Objects, namespace: string, name: string): ContextAnswer | undefined {
  const found = objects.collections.get("v1/configmaps")?.find(isAt(namespace, name));
  if (found === undefined) return undefined;
  return { kind: "value", value: { data: found["data"], metadata: found.metadata } };
}

function isAt(namespace: string, name: string): (resource: Resource) => boolean {
  return ({ metadata }) => (metadata.namespace ?? "") === namespace && metadata.name === name;
}

function answerCall(call: ApiCall, context: OfflineContext, objects: Objects): ContextAnswer {
  const { method, urlPath } = call;
  const service = serviceUrl(call);
  const url = service ?? urlPath ?? "";
  const response = context.responses?.get(`${method}:${url}`) ?? context.responses?.get(url);
  if (response !== undefined) return recorded(response, url);
  if (!context.answersCalls) return { kind: "disabled" };
  if (service !== undefined) return callService(call, service, context);
  const failed = `failed to ${method} resource with raw url: ${url}`;
  if (method !== "GET") return failure(`${failed}: ${method} is not supported offline`);
  return getPath(url, failed, objects);
}

function recorded({ statusCode, body }: CallResponse, url: string): ContextAnswer {
  if (statusCode >= 200 && statusCode < 300) return { kind: "value", value: body };
  return failure(`HTTP ${statusCode}: ${JSON.stringify(body)} (recorded for ${url})`);
}

function serviceUrl({ service }: ApiCall): string | undefined {
  const url = isObject(service) ? service["url"] : undefined;
  return typeof url === "string" ? url : undefined;
}

function callService(call: ApiCall, url: string, { sendHttp }: OfflineContext): ContextAnswer {
  const method = call.method === "POST" ? "POST" : "GET";
  const answer = sendHttp({ method, url, headers: {} });
  if (!(answer instanceof CelError)) return { kind: "value", value: answer };
  const reason = answer.message.replace(/^request failed: /u, "");
  return failure(`failed to execute HTTP request for APICall ${call.entry}: ${reason}`);
}

const PATH =
  /^\/?(?:api|apis\/(?<group>[^/]+))\/(?<version>[^/]+)(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?$/u;

function getPath(url: string, failed: string, { collections }: Objects): ContextAnswer {
  const address = parsePath(url);
  if (address === undefined)
    return failure(`${failed}: failed to parse path: ${url.replace(/^\//u, "")}`);
  const { collection, namespace, name } = address;
  const all = collections.get(collection) ?? [];
  const found = name === undefined ? listOf(all, namespace) : all.find(isAt(namespace, name));
  if (found !== undefined) return { kind: "value", value: found };
  return failure(
    name === undefined
      ? `${failed}: the server could not find the requested resource`
      : `${failed}: ${address.groupResource} "${name}" not found`,
  );
}

interface Address {
  readonly collection: string;
  readonly groupResource: string;
  /** Empty for all namespaces. */
  readonly namespace: string;
  readonly name: string | undefined;
}

/** The fake client takes `/api/v1/namespaces/NAME` and its like for no path it knows. */
function parsePath(url: string): Address | undefined {
  const parts = PATH.exec(url)?.groups;
  if (parts === undefined) return undefined;
  const { group = "", version = "", plural = "", namespace = "", name } = parts;
  if (name !== undefined && namespace === "") return undefined;
  return {
    collection: collectionKey(group, version, plural),
    groupResource: group === "" ? plural : `${plural}.${group}`,
    namespace,
    name,
  };
}

function isIn(namespace: string): (resource: Resource) => boolean {
  return ({ metadata }) => namespace === "" || metadata.namespace === namespace;
}

/** Undefined where the cluster has no object of the kind anywhere, so that the fake client does not know the kind. */
function listOf(all: readonly Resource[], namespace: string): unknown {
  const [first] = all;
  if (first === undefined) return undefined;
  const items = all.filter(isIn(namespace));
  return {
    apiVersion: first.apiVersion,
    items: items.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
    kind: `${first.kind}List`,
    metadata: { continue: "", resourceVersion: String(items.length + 1) },
  };
}

function sortKey({ metadata }: Resource): string {
  return `${metadata.namespace ?? ""}/${metadata.name ?? ""}`;
}

/** `entry`, or `entry.projection` for one of its projections. */
function globalEntry(entries: ReadonlyMap<string, Json>, name: string): ContextAnswer {
  const value = entries.get(name);
  return value === undefined
    ? failure(`failed to fetch entry key=${name}`)
    : { kind: "value", value };
}

function failure(message: string): ContextAnswer {
  return { kind: "error", message };
}
