import type { Json } from "../manifest/resource.ts";
import { UserError } from "../manifest/user-error.ts";
import type { ClusterEntry, UserEntry } from "./kubeconfig/entries.ts";
import type { Kubeconfig, KubeContext } from "./load-kubeconfig.ts";
import { textAt } from "./json-fields.ts";
import { chooseProxy } from "./transport/choose-proxy.ts";
import { badAnswer } from "./transport/describe-failure.ts";
import { DEFAULT_LIMITS, type RequestLimits } from "./transport/limits.ts";
import { identitySource } from "./transport/obtain-identity.ts";
import { parseJson } from "./transport/parse-json.ts";
import { createPool } from "./transport/pool.ts";
import { send, type Endpoint } from "./transport/send.ts";

/** What one request may differ in. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bounds the whole request with its retries; the connection's own by default. */
  readonly timeoutMs?: number | undefined;
}

/** A way to read one cluster as one user. Opens connections as they are needed; close it when done. */
export interface ClusterConnection {
  /** Name of the context. */
  readonly context: string;
  /** Address of the API server, without credentials. */
  readonly server: string;
  /** Namespace of the context, when it names one. */
  readonly namespace: string | undefined;
  /** The JSON at `path`; rejects with a ClusterError, or the signal's reason when that aborts. */
  readonly get: (path: string, options?: RequestOptions) => Promise<Json>;
  /** The bytes at `path` and their media type, for callers that parse themselves; `accept` is application/json by default. */
  readonly getBytes: (
    path: string,
    options?: RequestOptions & { readonly accept?: string },
  ) => Promise<{ readonly body: Buffer; readonly contentType: string }>;
  /** The same connection, all of whose requests end by `endsAt` (milliseconds since the epoch), with the reason `deadline`. */
  readonly until: (endsAt: number) => ClusterConnection;
  /** The same for all views of one connection: what is remembered of a server hangs on it. */
  readonly origin: object;
  /** The server's version: also the cheapest proof that it is reachable. */
  readonly version: (options?: RequestOptions) => Promise<ServerVersion>;
  /** Breaks connections and kills a credential plugin that is running; requests in flight reject. */
  readonly close: () => Promise<void>;
}

/** `/version` of an API server. */
export interface ServerVersion {
  readonly gitVersion: string;
  readonly platform: string;
}

/** How to connect; limits are those of each request, `DEFAULT_LIMITS` where they are not given. */
export interface ConnectOptions extends Partial<RequestLimits> {
  /** Where proxies and credential plugins are configured; the process's environment by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A connection for `contextName`, or the current context when it is undefined; a UserError when there is no such context. */
export function connect(
  kubeconfig: Kubeconfig,
  contextName: string | undefined,
  options: ConnectOptions = {},
): ClusterConnection {
  const context = findContext(kubeconfig, contextName);
  const user = findUser(kubeconfig, context);
  const found = findCluster(kubeconfig, context);
  const url = serverUrl(found, user, context);
  const cluster = { ...found, server: url.href };
  const env = options.env ?? process.env;
  const limits = limitsOf(options);
  const endpoint: Endpoint = {
    baseUrl: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    server: url.origin,
    identity: identitySource({ cluster, user, env }),
    pool: createPool({
      proxy: chooseProxy(cluster, env),
      connectTimeoutMs: Math.min(limits.firstAnswerMs, limits.timeoutMs),
    }),
    compress: !cluster.disableCompression,
    lastAnswer: { at: 0 },
  };
  return viewOf({ endpoint, limits, context }, undefined);
}

function limitsOf(options: ConnectOptions): RequestLimits {
  const given = Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => name in DEFAULT_LIMITS && value !== undefined,
    ),
  );
  return { ...DEFAULT_LIMITS, ...given };
}

interface Link {
  readonly endpoint: Endpoint;
  readonly limits: RequestLimits;
  readonly context: KubeContext;
}

/** What callers see of a link, its requests bounded by `endsAt`. */
function viewOf(link: Link, endsAt: number | undefined): ClusterConnection {
  const { endpoint, limits, context } = link;
  const sendTo = (path: string, accept: string, { signal, timeoutMs }: RequestOptions) =>
    send(endpoint, path, {
      accept,
      signal,
      endsAt,
      limits: { ...limits, timeoutMs: timeoutMs ?? limits.timeoutMs },
    });
  const get = async (path: string, request: RequestOptions = {}): Promise<Json> => {
    const { body, contentType } = await sendTo(path, "application/json", request);
    return parseJson(endpoint.server, path, { body, contentType });
  };

  return {
    context: context.name,
    server: endpoint.server,
    namespace: context.namespace,
    origin: endpoint,
    get,
    getBytes: (path, { accept = "application/json", ...request } = {}) =>
      sendTo(path, accept, request),
    until: (end) => viewOf(link, Math.min(end, endsAt ?? end)),
    version: async (request) => {
      const answer = await get("/version", request);
      const gitVersion = textAt(answer, "gitVersion");
      if (gitVersion === "") throw badAnswer(endpoint.server, "/version", "no version");
      return { gitVersion, platform: textAt(answer, "platform") };
    },
    close: async () => {
      endpoint.identity.close();
      await endpoint.pool.close();
    },
  };
}

function findContext(kubeconfig: Kubeconfig, wanted: string | undefined): KubeContext {
  const { contexts, currentContext, searched } = kubeconfig;
  const names = contexts.map(({ name }) => name).join(", ");
  if (contexts.length === 0) {
    throw new UserError(`there is no Kubernetes context: looked in ${searched.join(", ")}`, {
      hint: "point KUBECONFIG at a kubeconfig, or run inside a cluster",
    });
  }
  const name = wanted ?? currentContext;
  if (name === undefined) {
    throw new UserError("the kubeconfig has no current context", {
      hint: `name a context: ${names}`,
    });
  }
  const found = contexts.find((context) => context.name === name);
  if (found === undefined) {
    throw new UserError(`there is no context "${name}" in the kubeconfig`, {
      hint: `name one of: ${names}`,
    });
  }
  return found;
}

function findCluster({ clusters }: Kubeconfig, context: KubeContext): ClusterEntry {
  const found = clusters.get(context.cluster);
  if (found !== undefined) return found;
  throw new UserError(
    `context "${context.name}" names cluster "${context.cluster}", which the kubeconfig does not have`,
    { hint: "add the cluster to the kubeconfig, or correct the context" },
  );
}

/** A context without user is anonymous; one whose user is missing is a mistake. */
function findUser({ users }: Kubeconfig, context: KubeContext): UserEntry {
  const found = users.get(context.user);
  if (found !== undefined) return found;
  if (context.user === "") return { name: "" };
  throw new UserError(
    `context "${context.name}" names user "${context.user}", whom the kubeconfig does not have`,
    { hint: "add the user to the kubeconfig, or correct the context" },
  );
}

/** The server's address; without a scheme it is https when the kubeconfig says anything about TLS, as in client-go. */
function serverUrl(cluster: ClusterEntry, user: UserEntry, context: KubeContext): URL {
  const { server, caData, caFile, insecureSkipTlsVerify } = cluster;
  const hasTls = [caData, caFile, user.certData, user.certFile].some((part) => part !== undefined);
  const scheme = hasTls || insecureSkipTlsVerify ? "https" : "http";
  const text = server.includes("://") ? server : `${scheme}://${server}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw new UserError(
    `context "${context.name}": the server of cluster "${cluster.name}" is no http(s) address`,
    { hint: "write it as https://host:port" },
  );
}
