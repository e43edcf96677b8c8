import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { JsonObject } from "../../manifest/resource.ts";
import { ClusterError } from "../cluster-error.ts";
import { objectAt, objectsAt, textAt } from "../json-fields.ts";
import type { ClusterEntry, ExecEntry } from "../kubeconfig/entries.ts";

/** What a credential plugin answered. */
export interface ExecCredential {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Milliseconds since the epoch; Infinity when the plugin set no end. */
  readonly expiresAt: number;
}

/** A plugin that takes longer is killed. */
const DEADLINE_MS = 60_000;
const MAX_OUTPUT = 1024 * 1024;

/**
 * Runs a credential plugin by the client.authentication.k8s.io contract. Own code because client-node's has no deadline, no
 * KUBERNETES_EXEC_INFO and no way to stop it. Standard input is closed: it belongs to the MCP session.
 */
export async function runExecPlugin(
  exec: ExecEntry,
  cluster: ClusterEntry,
  {
    env,
    signal,
  }: { readonly env: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal },
): Promise<ExecCredential> {
  if (exec.interactiveMode === "Always") {
    throw refusal(exec, "needs a terminal (interactiveMode: Always)");
  }
  const info = {
    apiVersion: exec.apiVersion,
    kind: "ExecCredential",
    spec: {
      ...(exec.provideClusterInfo && { cluster: await clusterInfo(cluster) }),
      interactive: false,
    },
  };
  const pluginEnv = { ...env, ...exec.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
  const output = await run(exec, pluginEnv, signal);
  return readCredential(exec, output);
}

/** The `spec.cluster` of client.authentication.k8s.io: certificates as data, the extension named for it as `config`. */
async function clusterInfo(cluster: ClusterEntry): Promise<JsonObject> {
  const caData =
    cluster.caData ??
    (cluster.caFile && (await readFile(cluster.caFile, "base64").catch(() => undefined)));
  const config = execConfig(cluster.raw);
  return {
    server: cluster.server,
    ...(cluster.tlsServerName !== undefined && { "tls-server-name": cluster.tlsServerName }),
    ...(cluster.insecureSkipTlsVerify && { "insecure-skip-tls-verify": true }),
    ...(caData && { "certificate-authority-data": caData }),
    ...(cluster.proxyUrl !== undefined && { "proxy-url": cluster.proxyUrl }),
    ...(cluster.disableCompression && { "disable-compression": true }),
    ...(config !== undefined && { config }),
  };
}

function execConfig(raw: JsonObject): JsonObject | undefined {
  const found = objectsAt(raw, "extensions").find(
    (item) => textAt(item, "name") === "client.authentication.k8s.io/exec",
  );
  return found === undefined ? undefined : objectAt(found, "extension");
}

function run(exec: ExecEntry, env: NodeJS.ProcessEnv, end: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(exec.command, exec.args, {
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: DEADLINE_MS,
      signal: end,
      killSignal: "SIGKILL",
      windowsHide: true,
    });
    let output = "";
    let complaint = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.length > MAX_OUTPUT) child.kill("SIGKILL");
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(0, 2000);
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      reject(refusal(exec, error.code === "ENOENT" ? "was not found" : `failed (${error.code})`));
    });
    child.once("close", (code, signal) => {
      if (code === 0) resolve(output);
      else if (signal !== null)
        reject(refusal(exec, "was stopped: too slow or too long an answer"));
      else reject(refusal(exec, `exited with ${code}: ${firstLine(complaint)}`));
    });
  });
}

function readCredential(exec: ExecEntry, output: string): ExecCredential {
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    throw refusal(exec, "did not answer with JSON");
  }
  const status = objectAt(answer, "status");
  const token = textAt(status, "token");
  const certificate = textAt(status, "clientCertificateData");
  const key = textAt(status, "clientKeyData");
  const hasCertificate = certificate !== "" && key !== "";
  if (textAt(answer, "kind") !== "ExecCredential" || (token === "" && !hasCertificate)) {
    throw refusal(exec, "answered without a token or certificate");
  }
  const expiry = Date.parse(textAt(status, "expirationTimestamp"));
  return {
    ...(token !== "" && { token }),
    ...(hasCertificate && { certificate, key }),
    expiresAt: Number.isNaN(expiry) ? Infinity : expiry,
  };
}

function refusal(exec: ExecEntry, what: string): ClusterError {
  return new ClusterError("unauthorized", `credential plugin ${exec.command} ${what}`, {
    hint: exec.installHint ?? "run the plugin by hand, or log in again with the provider's tool",
  });
}

/** First line that says something, with anything that looks like a token blanked. */
function firstLine(text: string): string {
  const line = text.split("\n").find((candidate) => candidate.trim() !== "") ?? "no message";
  return line
    .trim()
    .replaceAll(/[\w-]{20,}(?:\.[\w-]+)*/g, "…")
    .slice(0, 200);
}
