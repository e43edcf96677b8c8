import { spawn, type ChildProcess } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { request } from "node:https";
import path from "node:path";
import { createInterface } from "node:readline";
import { isResource, textAt } from "../../src/cluster/json-fields.ts";
import { resourcePath } from "../../src/cluster/resource-path.ts";
import { findApiResource } from "../../src/manifest/api-kinds.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { kubeconfigText } from "../fake-api-server/write-kubeconfig.ts";
import { findBinaries } from "./find-binaries.ts";

/** A running API server. */
export interface ApiServer {
  /** Contexts `admin`, who may do everything, and `viewer`, who may do nothing until `allowViewer`. */
  readonly kubeconfigPath: string;
  readonly url: string;
  /** Creates objects in their order, 20 at once within a kind; answers with what the server made of them. */
  readonly create: (objects: readonly Resource[]) => Promise<readonly Resource[]>;
  /** Lets `viewer` get and list everything in these namespaces, and nothing elsewhere. */
  readonly allowViewer: (namespaces: readonly string[]) => Promise<void>;
  /** Ends the servers and removes their files. */
  readonly stop: () => Promise<void>;
}

/** Why a real API server can't be started here; undefined when it can. For `describe.skipIf`. */
export const CANNOT_START =
  findBinaries() === undefined
    ? "no etcd and kube-apiserver: see test/cluster/README.md"
    : undefined;

const BATCH = 20;

/** Starts etcd and kube-apiserver on free ports of 127.0.0.1; they end with this process however it ends. */
export async function startApiServer(): Promise<ApiServer> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "run-servers.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  try {
    const { folder, port } = await firstLine(child);
    const url = `https://127.0.0.1:${port}`;
    const kubeconfigPath = path.join(folder, "kubeconfig");
    const ca = await readFile(path.join(folder, "certs", "apiserver.crt"), "utf8");
    const contexts = {
      admin: { user: { token: "admin-token" } },
      viewer: { user: { token: "viewer-token" } },
    };
    await writeFile(kubeconfigPath, kubeconfigText([{ server: url, ca, contexts }]));
    const create = (objects: readonly Resource[]) => createAll(url, objects);
    return { kubeconfigPath, url, create, allowViewer: (names) => allowViewer(url, names), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function firstLine(
  child: ChildProcess,
): Promise<{ readonly folder: string; readonly port: number }> {
  if (child.stdout === null) throw new Error("no standard output");
  for await (const line of createInterface({ input: child.stdout })) {
    const answer: unknown = JSON.parse(line);
    const folder = textAt(answer, "folder");
    const port = /"port":(\d+)/.exec(line)?.[1];
    if (folder !== "" && port !== undefined) return { folder, port: Number(port) };
    throw new Error(`the API server did not start: ${textAt(answer, "error")}`);
  }
  throw new Error("the API server did not start");
}

async function createAll(url: string, objects: readonly Resource[]): Promise<readonly Resource[]> {
  const created: Resource[] = [];
  let rest = objects;
  while (rest.length > 0) {
    const kind = rest[0]?.kind;
    const other = rest.findIndex((object) => object.kind !== kind);
    const batch = rest.slice(0, Math.min(BATCH, other < 0 ? BATCH : other));
    rest = rest.slice(batch.length);
    // oxlint-disable-next-line no-await-in-loop -- what comes later may need what comes first
    created.push(...(await Promise.all(batch.map((object) => createOne(url, object)))));
  }
  return created;
}

async function createOne(url: string, object: Resource): Promise<Resource> {
  const resource = findApiResource(object.apiVersion, object.kind);
  const { namespace } = object.metadata;
  const target = resourcePath(resource, namespace === undefined ? {} : { namespace });
  return new Promise((resolve, reject) => {
    const sent = request(
      url + target,
      {
        method: "POST",
        rejectUnauthorized: false,
        headers: { authorization: "Bearer admin-token", "content-type": "application/json" },
        timeout: 10_000,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.once("end", () => {
          const answer: unknown = JSON.parse(text);
          if (response.statusCode === 201 && isResource(answer)) resolve(answer);
          else reject(new Error(`POST ${target}: ${response.statusCode} ${text}`));
        });
      },
    );
    sent.once("error", reject).once("timeout", () => sent.destroy(new Error("no answer")));
    sent.end(JSON.stringify(object));
  });
}

async function allowViewer(url: string, namespaces: readonly string[]): Promise<void> {
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" };
  await createAll(url, [
    ...namespaces.map((namespace) => ({
      apiVersion,
      kind: "Role",
      metadata: { name: "reader", namespace },
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["get", "list"] }],
    })),
    ...namespaces.map((namespace) => ({
      apiVersion,
      kind: "RoleBinding",
      metadata: { name: "reader", namespace },
      roleRef,
      subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "viewer" }],
    })),
  ]);
}
