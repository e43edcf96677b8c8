import type { IncomingHttpHeaders } from "node:http";
import { objectAt, objectsAt } from "../../src/cluster/json-fields.ts";
import type { ServedResource } from "./api-table.ts";
import { aggregatedDiscovery, plainDiscovery } from "./discovery.ts";
import type { ListQuery, ObjectStore } from "./object-store.ts";

/** Who asks. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What is asked for: an empty namespace means the whole cluster or a cluster-scoped object. */
export interface Access {
  readonly verb: "get" | "list";
  readonly group: string;
  readonly plural: string;
  readonly namespace: string;
  /** Of one object. */
  readonly name?: string;
}

/** A cluster as the fake knows it. */
export interface FakeCluster {
  readonly resources: readonly ServedResource[];
  readonly store: ObjectStore;
  readonly aggregated: boolean;
  readonly brokenApis: readonly string[];
  readonly users: Readonly<Record<string, User>>;
  readonly mayRead: (user: User, access: Access) => boolean;
}

/** The parts of a request that decide the answer. */
export interface FakeRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly headersDistinct: Readonly<Record<string, string[] | undefined>>;
  readonly certificateUser: string | undefined;
}

/** An answer before faults are applied to it. */
export interface FakeAnswer {
  readonly status: number;
  readonly text: string;
  readonly user: string | undefined;
}

/** What a healthy API server answers. */
export function answerRequest(cluster: FakeCluster, request: FakeRequest): FakeAnswer {
  const user = userOf(cluster, request);
  if (user === undefined) return { ...failure(401, "Unauthorized", "Unauthorized"), user };
  const url = new URL(request.path, "http://fake");
  const answer =
    discoveryAnswer(cluster, url.pathname, request.headers) ?? objectAnswer(cluster, url, user);
  const isPartial = (request.headers.accept ?? "").includes("as=PartialObjectMetadataList");
  const text = isPartial && answer.status === 200 ? metadataOnly(answer.text) : answer.text;
  return { ...answer, text, user: user.name };
}

type Answer = Omit<FakeAnswer, "user">;

/** A list as a PartialObjectMetadataList: nothing of its objects but their metadata. */
function metadataOnly(text: string): string {
  const list: unknown = JSON.parse(text);
  const apiVersion = "meta.k8s.io/v1";
  return JSON.stringify({
    kind: "PartialObjectMetadataList",
    apiVersion,
    metadata: objectAt(list, "metadata"),
    items: objectsAt(list, "items").map((item) => ({
      kind: "PartialObjectMetadata",
      apiVersion,
      metadata: objectAt(item, "metadata"),
    })),
  });
}

/** The token's, certificate's or impersonated user; without credentials the anonymous one. */
function userOf(cluster: FakeCluster, request: FakeRequest): User | undefined {
  const { headers, headersDistinct, certificateUser } = request;
  const authorization = headers.authorization;
  const anonymous = { name: "system:anonymous", groups: ["system:unauthenticated"] };
  const impersonated = headers["impersonate-user"];
  if (typeof impersonated === "string") {
    return { name: impersonated, groups: headersDistinct["impersonate-group"] ?? [] };
  }
  if (authorization === undefined) {
    return certificateUser === undefined
      ? anonymous
      : { name: certificateUser, groups: ["viewers"] };
  }
  return cluster.users[authorization.replace(/^(?:Bearer|Basic) /, "")];
}

function discoveryAnswer(
  { resources, aggregated, brokenApis }: FakeCluster,
  path: string,
  headers: IncomingHttpHeaders,
): Answer | undefined {
  if (path === "/version") {
    return success({
      major: "1",
      minor: "36",
      gitVersion: "v1.36.3-fake",
      platform: "linux/amd64",
    });
  }
  const wantsAggregated = (headers.accept ?? "").includes("as=APIGroupDiscoveryList");
  if (aggregated && wantsAggregated && (path === "/api" || path === "/apis")) {
    return success(aggregatedDiscovery(resources, path, brokenApis));
  }
  if (brokenApis.some((api) => path === `/apis/${api}`)) {
    return failure(
      503,
      "ServiceUnavailable",
      "the server is currently unable to handle the request",
    );
  }
  const found = plainDiscovery(resources, path);
  return found === undefined ? undefined : success(found);
}

const OBJECT_PATH =
  /^\/(?:api|apis\/(?<group>[^/]+))\/(?<version>[^/]+)(?:\/namespaces\/(?<namespace>[^/]+)(?=\/[^/]))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?$/;

function objectAnswer(cluster: FakeCluster, url: URL, user: User): Answer {
  const parts = OBJECT_PATH.exec(decodeURIComponent(url.pathname))?.groups ?? {};
  const { group = "", version = "", namespace = "", plural = "", name } = parts;
  const resource = cluster.resources.find(
    (candidate) =>
      candidate.group === group && candidate.version === version && candidate.plural === plural,
  );
  if (resource === undefined) return NO_SUCH_RESOURCE;
  const what = { group, plural, namespace };
  const access: Access =
    name === undefined ? { verb: "list", ...what } : { verb: "get", ...what, name };
  if (!cluster.mayRead(user, access)) return refusal(user, access);
  if (name === undefined) {
    return cluster.store.list(resource, { namespace, ...listQuery(url.searchParams) });
  }
  const text = cluster.store.get(resource, namespace, name);
  if (text === undefined) return failure(404, "NotFound", `${plural} "${name}" not found`);
  return { status: 200, text };
}

function listQuery(parameters: URLSearchParams): Omit<ListQuery, "namespace"> {
  return {
    limit: Number(parameters.get("limit") ?? 0),
    token: parameters.get("continue") ?? "",
    labelSelector: parameters.get("labelSelector") ?? "",
  };
}

/** A 403 in the API server's words. */
function refusal(user: User, { verb, group, plural, namespace, name }: Access): Answer {
  const resource = group === "" ? plural : `${plural}.${group}`;
  const what = name === undefined ? resource : `${resource} "${name}"`;
  const where = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  return failure(
    403,
    "Forbidden",
    `${what} is forbidden: User "${user.name}" cannot ${verb} resource "${plural}" in API group "${group}" ${where}`,
  );
}

function success(value: unknown): Answer {
  return { status: 200, text: JSON.stringify(value) };
}

/** A Status object. */
export function failure(status: number, reason: string, message: string): Answer {
  return {
    status,
    text: JSON.stringify({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      reason,
      code: status,
    }),
  };
}

const NO_SUCH_RESOURCE = failure(
  404,
  "NotFound",
  "the server could not find the requested resource",
);
