import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { request } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findBinaries, type Binaries } from "./find-binaries.ts";

// Runs etcd and kube-apiserver until standard input closes, a signal comes or one of them ends. Prints one line of JSON:
// {"folder","port"} once the API server is ready, or {"error"}.

const READY_DEADLINE_MS = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), "kyverno-mcp-apiserver-"));
const children: ChildProcess[] = [];
let isOver = false;

/** Ends everything at once: the data is thrown away, and an API server without etcd would not end by itself. */
function end(code: number): void {
  if (isOver) return;
  isOver = true;
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

function start(name: string, program: string, flags: Readonly<Record<string, string>>): void {
  const log = openSync(path.join(folder, `${name}.log`), "w");
  const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", log, log] });
  children.push(child);
  child.once("error", (error) => fail(`${name} can't be started: ${error.message}`));
  child.once("exit", (code) => fail(`${name} ended with ${code}: ${logTail(name)}`));
}

function logTail(name: string): string {
  return readFileSync(path.join(folder, `${name}.log`), "utf8")
    .trim()
    .split("\n")
    .slice(-3)
    .join("\n");
}

function fail(error: string): void {
  if (isOver) return;
  process.stdout.write(`${JSON.stringify({ error })}\n`, () => end(1));
}

function startServers(binaries: Binaries, [port, etcd, peer]: readonly number[]): void {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  writeFileSync(path.join(folder, "sa.key"), privateKey, { mode: 0o600 });
  writeFileSync(
    path.join(folder, "tokens.csv"),
    'admin-token,admin,admin,"system:masters"\nviewer-token,viewer,viewer,"viewers"\n',
  );
  start("etcd", binaries.etcd, {
    "data-dir": path.join(folder, "etcd"),
    "listen-client-urls": `http://127.0.0.1:${etcd}`,
    "advertise-client-urls": `http://127.0.0.1:${etcd}`,
    "listen-peer-urls": `http://127.0.0.1:${peer}`,
    "initial-advertise-peer-urls": `http://127.0.0.1:${peer}`,
    "initial-cluster": `default=http://127.0.0.1:${peer}`,
    "unsafe-no-fsync": "true",
  });
  start("kube-apiserver", binaries.apiServer, {
    "etcd-servers": `http://127.0.0.1:${etcd}`,
    "secure-port": String(port),
    "bind-address": "127.0.0.1",
    "cert-dir": path.join(folder, "certs"),
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": "sa.key",
    "service-account-signing-key-file": "sa.key",
    "authorization-mode": "RBAC",
    "token-auth-file": "tokens.csv",
    "service-cluster-ip-range": "10.0.0.0/24",
    "disable-admission-plugins": "ServiceAccount",
    "allow-privileged": "true",
    "max-requests-inflight": "2000",
  });
}

/** Whether `path` answers 200 to the administrator. */
async function answers(port: number, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = {
      host: "127.0.0.1",
      port,
      path: url,
      rejectUnauthorized: false,
      headers: { authorization: "Bearer admin-token" },
      timeout: 2000,
    };
    request(options, (response) => resolve(response.resume().statusCode === 200))
      .on("error", () => resolve(false))
      .on("timeout", () => resolve(false))
      .end();
  });
}

/** Ready, and the namespace that every cluster has made by a controller after that. */
async function waitUntilReady(port: number, deadline: number): Promise<void> {
  const urls = ["/readyz", "/api/v1/namespaces/default"];
  const ready = await Promise.all(urls.map((url) => answers(port, url)));
  if (ready.every(Boolean)) return;
  if (Date.now() > deadline) throw new Error(`not ready in time: ${logTail("kube-apiserver")}`);
  await sleep(100);
  await waitUntilReady(port, deadline);
}

async function main(): Promise<void> {
  process.stdin
    .resume()
    .once("end", () => end(0))
    .once("error", () => end(0));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => end(1));
  const binaries = findBinaries();
  if (binaries === undefined) throw new Error("etcd and kube-apiserver are not there");
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  startServers(binaries, ports);
  const [port] = ports;
  await waitUntilReady(port, Date.now() + READY_DEADLINE_MS);
  process.stdout.write(`${JSON.stringify({ folder, port })}\n`);
}

main().catch((error: unknown) => {
  fail(error instanceof Error ? error.message : String(error));
});
