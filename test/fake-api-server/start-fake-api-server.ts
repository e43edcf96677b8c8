import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Resource } from "../../src/manifest/resource.ts";
import { SERVED_RESOURCES, type ServedResource } from "./api-table.ts";
import {
  answerRequest,
  failure,
  type Access,
  type FakeAnswer,
  type FakeCluster,
  type User,
} from "./answer-request.ts";
import { takeFault, type Fault } from "./faults.ts";
import { objectStore } from "./object-store.ts";
import { sendAnswer } from "./send-answer.ts";

/** What a fake API server serves. */
export interface FakeOptions {
  readonly objects?: readonly Resource[];
  readonly resources?: readonly ServedResource[];
  /** Whether it speaks aggregated discovery; true by default. */
  readonly aggregated?: boolean;
  /** `group/version` of APIs whose server is down. */
  readonly brokenApis?: readonly string[];
  /** Whether it serves https, with the certificates in tls/; false by default, which is faster. */
  readonly tls?: boolean;
  /** What it shows over https; a good one by default. */
  readonly certificate?: "server.crt" | "expired.crt" | "other-host.crt";
  /** Users by token; `admin` and `viewer` by default. */
  readonly users?: Readonly<Record<string, User>>;
  /** What users may read; everything by default. */
  readonly mayRead?: (user: User, access: Access) => boolean;
}

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly user: string | undefined;
  /** Each header's values as they were sent, one by one. */
  readonly headers: IncomingMessage["headersDistinct"];
}

/** A running fake. */
export interface FakeApiServer {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** TCP connections accepted so far. */
  readonly connections: () => number;
  /** TCP connections that are open now. */
  readonly openConnections: () => number;
  /** Requests without a complete answer whose connection is still open. */
  readonly answering: () => number;
  /** Largest number of lists that were being answered at once. */
  readonly mostAtOnce: () => number;
  readonly addFault: (fault: Fault) => void;
  readonly expireTokens: (options: { readonly resumable: boolean }) => void;
  readonly stop: () => Promise<void>;
}

const USERS: Readonly<Record<string, User>> = {
  "admin-token": { name: "admin", groups: ["system:masters"] },
  "viewer-token": { name: "viewer", groups: ["viewers"] },
};

/** The text of a certificate or key of the fake. */
export function tlsFile(
  name:
    | "ca.crt"
    | "server.crt"
    | "server.key"
    | "client.crt"
    | "client.key"
    | "second-ca.crt"
    | "expired.crt"
    | "other-host.crt",
): string {
  return readFileSync(new URL(`tls/${name}`, import.meta.url), "utf8");
}

/** Starts a fake API server on a free port of 127.0.0.1. */
export async function startFakeApiServer(options: FakeOptions = {}): Promise<FakeApiServer> {
  const cluster = clusterOf(options);
  const requests: SeenRequest[] = [];
  const faults: Fault[] = [];
  const load = { active: 0, most: 0 };

  const tls = options.tls === true;
  const certificate = tls ? (options.certificate ?? "server.crt") : undefined;
  const listening = await listen(certificate, (request, response) => {
    const path = request.url ?? "/";
    const fault = takeFault(faults, path);
    if (fault === "expires-with-token") cluster.store.expireTokens({ resumable: true });
    if (fault === "expires-without-token") cluster.store.expireTokens({ resumable: false });
    const answer = answerFor(cluster, request);
    const { method = "", headersDistinct } = request;
    requests.push({ method, path, user: answer.user, headers: headersDistinct });
    load.active += 1;
    load.most = Math.max(load.most, load.active);
    response.once("close", () => (load.active -= 1));
    const gzip = request.headers["accept-encoding"]?.includes("gzip") ?? false;
    sendAnswer(response, { ...answer, gzip }, fault);
  });

  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${listening.port}`,
    requests,
    connections: listening.connections,
    openConnections: listening.openConnections,
    answering: () => load.active,
    mostAtOnce: () => load.most,
    addFault: (fault) => faults.push(fault),
    expireTokens: cluster.store.expireTokens,
    stop: listening.stop,
  };
}

function clusterOf(options: FakeOptions): FakeCluster {
  const resources = options.resources ?? SERVED_RESOURCES;
  return {
    resources,
    store: objectStore(resources, options.objects ?? []),
    aggregated: options.aggregated ?? true,
    brokenApis: options.brokenApis ?? [],
    users: options.users ?? USERS,
    mayRead: options.mayRead ?? (() => true),
  };
}

function answerFor(cluster: FakeCluster, request: IncomingMessage): FakeAnswer {
  const { socket, headers, headersDistinct, url = "/" } = request;
  if (request.method !== "GET") return { ...READS_ONLY, user: undefined };
  const subject = socket instanceof TLSSocket ? socket.getPeerCertificate().subject : undefined;
  const certificateUser = commonName(subject?.CN);
  return answerRequest(cluster, { path: url, headers, headersDistinct, certificateUser });
}

/** Nothing here may write; `useFakes` fails the test that tried. */
const READS_ONLY = failure(405, "MethodNotAllowed", "this fake serves reads only");

/** Listens on a free port; offers HTTP/2 like a real server, but does not speak it. */
async function listen(
  certificate: NonNullable<FakeOptions["certificate"]> | undefined,
  onRequest: RequestListener,
): Promise<
  Pick<FakeApiServer, "connections" | "openConnections" | "stop"> & { readonly port: number }
> {
  const server = certificate
    ? createHttpsServer(
        {
          cert: tlsFile(certificate),
          key: tlsFile("server.key"),
          ca: tlsFile("ca.crt"),
          requestCert: true,
          rejectUnauthorized: false,
          ALPNProtocols: ["h2", "http/1.1"],
        },
        onRequest,
      )
    : createHttpServer(onRequest);
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was assigned");
  return {
    port: address.port,
    connections: () => accepted,
    openConnections: () => sockets.size,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function commonName(name: string | string[] | undefined): string | undefined {
  return typeof name === "string" ? name : undefined;
}
