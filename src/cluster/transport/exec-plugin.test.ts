import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tlsFile } from "../../../test/fake-api-server/start-fake-api-server.ts";
import { failureOf, useFakes } from "../../../test/fake-api-server/use-fakes.ts";

const fakes = useFakes();
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "plugin-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A plugin that notes each run with its environment and answers with `status`. */
async function plugin(status: unknown, { before = "" } = {}): Promise<Record<string, unknown>> {
  const file = path.join(folder, "plugin.mjs");
  const answer = JSON.stringify({
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    status,
  });
  await writeFile(
    file,
    `#!${process.execPath}
import { appendFileSync } from "node:fs";
appendFileSync(${JSON.stringify(path.join(folder, "runs"))}, (process.env.KUBERNETES_EXEC_INFO ?? "") + "\\n");
${before}
console.log(${JSON.stringify(answer)});`,
  );
  await chmod(file, 0o755);
  return {
    apiVersion: "client.authentication.k8s.io/v1",
    command: file,
    provideClusterInfo: true,
    interactiveMode: "IfAvailable",
    installHint: "install the plugin",
  };
}
async function runs(): Promise<readonly string[]> {
  return (await readFile(path.join(folder, "runs"), "utf8")).trim().split("\n");
}

test("many requests at once run the plugin once and share at most six connections", async () => {
  const server = await fakes.start({ tls: true });
  const exec = await plugin({ token: "viewer-token" });
  const connection = await fakes.connect(server, { user: { exec }, ca: tlsFile("ca.crt") });

  await Promise.all(Array.from({ length: 12 }, () => connection.version()));

  expect(server.requests.map(({ user }) => user)).toEqual(
    Array.from({ length: 12 }, () => "viewer"),
  );
  expect(await runs()).toHaveLength(1);
  expect(server.connections()).toBeLessThanOrEqual(6);
});

test("the plugin is told of the cluster and that nobody is at the terminal", async () => {
  const server = await fakes.start({ tls: true });
  const exec = await plugin({ token: "viewer-token" });
  const connection = await fakes.connect(server, { user: { exec }, ca: tlsFile("ca.crt") });

  await connection.version();

  const [info = ""] = await runs();
  expect(JSON.parse(info)).toEqual({
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    spec: {
      interactive: false,
      cluster: {
        server: `${server.url}/`,
        "certificate-authority-data": Buffer.from(tlsFile("ca.crt")).toString("base64"),
      },
    },
  });
});

test("a certificate from the plugin identifies the user", async () => {
  const server = await fakes.start({ tls: true });
  const exec = await plugin({
    clientCertificateData: tlsFile("client.crt"),
    clientKeyData: tlsFile("client.key"),
  });
  const connection = await fakes.connect(server, { user: { exec } });

  await connection.version();

  expect(server.requests.at(-1)?.user).toBe("certified");
});

test.for([
  ["2020-01-01T00:00:00Z", 2],
  ["2120-01-01T00:00:00Z", 1],
  [undefined, 1],
] as const)("after ten seconds a credential until %s took %i runs", async ([until, times]) => {
  const server = await fakes.start();
  const exec = await plugin({ token: "viewer-token", expirationTimestamp: until });
  const connection = await fakes.connect(server, { user: { exec } });
  vi.useFakeTimers({ toFake: ["Date"] });
  fakes.onEnd(() => vi.useRealTimers());

  await connection.version();
  await connection.version();
  expect(await runs()).toHaveLength(1);
  vi.setSystemTime(Date.now() + 11_000);
  await connection.version();

  expect(await runs()).toHaveLength(times);
});

test("a plugin that needs a terminal is refused without running it", async () => {
  const server = await fakes.start();
  const exec = { ...(await plugin({ token: "viewer-token" })), interactiveMode: "Always" };
  const connection = await fakes.connect(server, { user: { exec } });

  const error = await failureOf(connection.version());

  expect(error).toHaveProperty("message", expect.stringContaining("needs a terminal"));
});

test("a refused token makes the plugin run again, once", async () => {
  const server = await fakes.start();
  const exec = await plugin({ token: "wrong" });
  const connection = await fakes.connect(server, { user: { exec } });

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({ reason: "unauthorized", status: 401 });
  expect(await runs()).toHaveLength(2);
});

test("many requests that are refused at once make the plugin run once more, not once each", async () => {
  const server = await fakes.start({ users: { "second-token": { name: "renewed", groups: [] } } });
  const token = `
    const { readFileSync } = await import("node:fs");
    const isFirst = readFileSync(${JSON.stringify(path.join(folder, "runs"))}, "utf8").trim().split("\\n").length === 1;
    const token = isFirst ? "expired-token" : "second-token";
    console.log(JSON.stringify({ kind: "ExecCredential", status: { token } }));
    process.exit(0);`;
  const exec = await plugin({}, { before: token });
  const connection = await fakes.connect(server, { user: { exec } });

  await Promise.all(Array.from({ length: 12 }, () => connection.version()));

  expect(await runs()).toHaveLength(2);
  expect(server.requests.filter(({ user }) => user === "renewed")).toHaveLength(12);
});

test.for([
  [
    `process.stderr.write("cannot log in: token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ.abc"); process.exit(3);`,
    "exited with 3: cannot log in: token …",
  ],
  [`console.log("not json"); process.exit(0);`, "did not answer with JSON"],
  [`console.log("{}"); process.exit(0);`, "answered without a token or certificate"],
] as const)("a plugin that does %s is named, its secrets are not", async ([before, message]) => {
  const server = await fakes.start();
  const exec = await plugin({}, { before });
  const connection = await fakes.connect(server, { user: { exec } });

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({
    reason: "unauthorized",
    message: `credential plugin ${String(exec["command"])} ${message}`,
    hint: "install the plugin",
  });
});

test("a plugin that hangs does not outlive the request's deadline", async () => {
  const server = await fakes.start();
  const exec = await plugin({}, { before: "await new Promise((r) => setTimeout(r, 3000));" });
  const connection = await fakes.connect(server, { user: { exec }, timeoutMs: 300 });
  const began = Date.now();

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({ reason: "timeout" });
  expect(Date.now() - began).toBeLessThan(2000);
});

test("closing the connection ends a plugin that hangs", async () => {
  const server = await fakes.start();
  const pidFile = path.join(folder, "pid");
  const exec = await plugin(
    {},
    {
      before: `appendFileSync(${JSON.stringify(pidFile)}, String(process.pid)); await new Promise((r) => setTimeout(r, 20000));`,
    },
  );
  const connection = await fakes.connect(server, { user: { exec } });
  const failure = failureOf(connection.version());
  const pid = await vi.waitFor(async () => Number(await readFile(pidFile, "utf8")), 4000);

  await connection.close();

  expect(await failure).toMatchObject({ reason: "unauthorized" });
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"));
});

test("a plugin that is not installed says how to get it", async () => {
  const server = await fakes.start();
  const exec = { apiVersion: "v1", command: "no-such-plugin", installHint: "brew install it" };
  const connection = await fakes.connect(server, { user: { exec } });

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({
    message: "credential plugin no-such-plugin was not found",
    hint: "brew install it",
  });
});
