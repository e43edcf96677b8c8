import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Resource } from "../../src/manifest/resource.ts";
import { KYVERNO_RESOURCES, POLICIES, REPORTS, WORKLOADS } from "../../test/e2e/report-objects.ts";
import { startFakeApiServer } from "../../test/fake-api-server/start-fake-api-server.ts";
import { writeKubeconfig } from "../../test/fake-api-server/write-kubeconfig.ts";

/** Callers of the server. */
export const TOKENS: readonly string[] = ["first-caller-of-the-soak", "second-caller-of-the-soak"];

/** The built server under test. */
export interface SoakServer {
  readonly url: URL;
  /** Bytes after garbage collection: what is in use (heap and buffers), and what the system sees. */
  readonly memory: () => Promise<{ readonly heap: number; readonly resident: number }>;
  /** Drops what the fake API server remembers. */
  readonly forgetRequests: () => void;
  readonly stop: () => Promise<void>;
}

const MAIN = path.resolve(import.meta.dirname, "../../dist/cli.js");

/** Runs inside the server: collects garbage and answers with what is left. */
const HOOK = `
process.on("message", () => {
  for (let round = 0; round < 3; round += 1) globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({ heap: heapUsed + external, resident: rss });
});
process.channel.unref();
`;

const CONSTRAINT = {
  group: "constraints.gatekeeper.sh",
  version: "v1beta1",
  kind: "K8sAllowedRepos",
  plural: "k8sallowedrepos",
  namespaced: false,
  custom: true,
};

const AUDITED: Resource = {
  apiVersion: "constraints.gatekeeper.sh/v1beta1",
  kind: "K8sAllowedRepos",
  metadata: { name: "repos" },
  status: {
    auditTimestamp: new Date().toISOString(),
    totalViolations: 40,
    violations: WORKLOADS.filter(({ kind }) => kind === "Pod").map(({ kind, metadata }) => ({
      kind,
      name: metadata.name,
      namespace: metadata.namespace,
      message: "bad registry",
      enforcementAction: "deny",
    })),
  },
};

/** Starts a fake cluster with workloads, policies and reports (and a context that is dead), and the server in front of it. */
export async function startSoakServer(): Promise<SoakServer> {
  const api = await startFakeApiServer({
    resources: [...KYVERNO_RESOURCES, CONSTRAINT],
    objects: [...WORKLOADS, ...REPORTS, ...POLICIES, AUDITED],
  });
  const user = { token: "admin-token" };
  const kubeconfig = await writeKubeconfig([
    { server: api.url, contexts: { prod: { user } } },
    { server: "http://127.0.0.1:9", contexts: { dead: { user } } },
  ]);
  const folder = await mkdtemp(path.join(tmpdir(), "kyverno-mcp-soak-"));
  const hook = path.join(folder, "hook.cjs");
  const tokens = path.join(folder, "tokens");
  await writeFile(hook, HOOK);
  await writeFile(tokens, TOKENS.join("\n"));
  const flags = ["--http", "0", "--rate-limit", "0", "--auth-token-file", tokens];
  const child = spawn(
    process.execPath,
    ["--expose-gc", "--require", hook, MAIN, "serve", ...flags],
    {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { PATH: process.env["PATH"], KUBECONFIG: kubeconfig.file },
    },
  );
  return {
    url: await listeningAt(child),
    memory: () => memoryOf(child),
    forgetRequests: () => void Reflect.set(api.requests, "length", 0),
    stop: async () => {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
      await Promise.all([api.stop(), kubeconfig.remove(), rm(folder, { recursive: true })]);
    },
  };
}

async function listeningAt(child: ChildProcess): Promise<URL> {
  let log = "";
  const listening = Promise.withResolvers<URL>();
  child.stderr?.on("data", (chunk: Buffer) => {
    if (log.length < 10_000) log += chunk.toString();
    const url = /MCP at (?<url>http:[^\s"]+)/u.exec(log)?.groups?.["url"];
    if (url !== undefined) listening.resolve(new URL(url));
  });
  child.once("exit", (code) =>
    listening.reject(new Error(`the server ended with ${code}: ${log}`)),
  );
  return listening.promise;
}

async function memoryOf(child: ChildProcess): Promise<{ heap: number; resident: number }> {
  const answered = once(child, "message");
  child.send("memory");
  const [message]: readonly unknown[] = await answered;
  const { heap, resident }: { heap?: unknown; resident?: unknown } = Object(message);
  return { heap: Number(heap), resident: Number(resident) };
}
