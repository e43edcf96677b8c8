import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadKubeconfig } from "./load-kubeconfig.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kubeconfig-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

function load(files: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const env = { KUBECONFIG: files.join(path.delimiter), ...more };
  return loadKubeconfig({ env, homeDir: folder, serviceAccountFolder: path.join(folder, "sa") });
}

const FIRST = `
apiVersion: v1
kind: Config
current-context: one
clusters: [{name: shared, cluster: {server: "https://first:6443"}}]
contexts: [{name: one, context: {cluster: shared, user: me, namespace: team-a}}]
users: [{name: me, user: {token: first-token}}]
`;
const SECOND = `
current-context: two
clusters:
- {name: shared, cluster: {server: "https://second:6443"}}
- {name: other, cluster: {server: "https://other:6443", certificate-authority: pki/ca.crt}}
contexts:
- {name: one, context: {cluster: other, user: me}}
- {name: two, context: {cluster: other, user: you}}
users:
- {name: me, user: {token: second-token}}
- {name: you, user: {tokenFile: token, client-certificate: pki/you.crt}}
`;

test("the first file that names something wins, also for the current context", async () => {
  const files = [await write("first", FIRST), await write("second", SECOND)];

  const kubeconfig = await load(files);

  expect(kubeconfig.contexts).toEqual([
    { name: "one", cluster: "shared", user: "me", namespace: "team-a", isCurrent: true },
    { name: "two", cluster: "other", user: "you", namespace: undefined, isCurrent: false },
  ]);
  expect(kubeconfig.currentContext).toBe("one");
  expect(kubeconfig.clusters.get("shared")?.server).toBe("https://first:6443");
  expect(kubeconfig.users.get("me")?.token).toBe("first-token");
});

test("missing and empty files of KUBECONFIG are skipped", async () => {
  const files = [path.join(folder, "absent"), await write("empty", ""), await write("a", FIRST)];

  const kubeconfig = await load(files);

  expect(kubeconfig.contexts.map(({ name }) => name)).toEqual(["one"]);
});

test("relative file names count from the kubeconfig that has them", async () => {
  const kubeconfig = await load([await write("deep/down/config", SECOND)]);

  expect(kubeconfig.clusters.get("other")?.caFile).toBe(path.join(folder, "deep/down/pki/ca.crt"));
  expect(kubeconfig.users.get("you")).toMatchObject({
    tokenFile: path.join(folder, "deep/down/token"),
    certFile: path.join(folder, "deep/down/pki/you.crt"),
  });
});

function execUser(command: string): string {
  return `users: [{name: me, user: {exec: {apiVersion: v1, command: ${command}, env: [{name: A, value: b}]}}}]`;
}

test("a plugin's command with a slash counts from the kubeconfig, a bare name is left to PATH", async () => {
  const relative = await load([await write("a/config", execUser("./bin/login"))]);
  const bare = await load([await write("b/config", execUser("login"))]);

  expect(relative.users.get("me")?.exec?.command).toBe(path.join(folder, "a/bin/login"));
  expect(bare.users.get("me")?.exec).toMatchObject({ command: "login", env: { A: "b" } });
});

test("without KUBECONFIG it is ~/.kube/config", async () => {
  await write(".kube/config", FIRST);

  const kubeconfig = await loadKubeconfig({ env: {}, homeDir: folder });

  expect(kubeconfig.currentContext).toBe("one");
  expect(kubeconfig.searched).toEqual([path.join(folder, ".kube/config")]);
});

test("no kubeconfig at all is a normal state", async () => {
  const kubeconfig = await load([]);

  expect(kubeconfig).toMatchObject({ contexts: [], currentContext: undefined });
});

test("inside a pod without a kubeconfig the service account is the context", async () => {
  await write("sa/token", "pod-token");
  await write("sa/ca.crt", "CA");
  await write("sa/namespace", "team-b\n");

  const kubeconfig = await load([], {
    KUBERNETES_SERVICE_HOST: "fd00::1",
    KUBERNETES_SERVICE_PORT: "443",
  });

  expect(kubeconfig.contexts).toEqual([
    {
      name: "in-cluster",
      cluster: "in-cluster",
      user: "in-cluster",
      namespace: "team-b",
      isCurrent: true,
    },
  ]);
  expect(kubeconfig.clusters.get("in-cluster")?.server).toBe("https://[fd00::1]:443");
  expect(kubeconfig.users.get("in-cluster")?.tokenFile).toBe(path.join(folder, "sa/token"));
});

test("a kubeconfig with contexts comes before the pod's service account", async () => {
  await write("sa/token", "pod-token");

  const kubeconfig = await load([await write("config", FIRST)], {
    KUBERNETES_SERVICE_HOST: "10.0.0.1",
    KUBERNETES_SERVICE_PORT: "443",
  });

  expect(kubeconfig.contexts.map(({ name }) => name)).toEqual(["one"]);
});

test("a file named by a flag must exist, and KUBECONFIG is not read", async () => {
  const named = await write("named", SECOND);
  const env = { KUBECONFIG: await write("env", FIRST) };

  const kubeconfig = await loadKubeconfig({ paths: [named], env, homeDir: folder });
  const missing = loadKubeconfig({ paths: [`${named}x`], env, homeDir: folder });

  expect(kubeconfig.currentContext).toBe("two");
  await expect(missing).rejects.toThrow(`${named}x: there is no such kubeconfig`);
});

test.for([
  ["clusters: 3", /config: clusters: must be a list/],
  ["contexts: [{context: {}}]", /config: contexts\[0\]\.name: is missing/],
  ["users: [{name: a, user: {token: [1]}}]", /config: users\[0\]\.user\.token: must be a string/],
  ["users: [{name: a}, {name: a}]", /config: users\[1\]\.name: "a" stands twice/],
  ["- a list", /config: .*must be a mapping/],
  ["clusters: [", /config:1.*/],
] as const)("a broken kubeconfig is refused with its place: %s", async ([text, message]) => {
  const file = await write("config", text);

  await expect(load([file])).rejects.toThrow(message);
  await expect(load([file])).rejects.toMatchObject({ name: "UserError" });
});

test("a message about a broken user never shows its token", async () => {
  const file = await write("config", "users: [{name: a, user: {token: s3cret, username: [x]}}]");

  const error = await load([file]).catch((caught: unknown) => caught);

  expect(String(error)).toContain("users[0].user.username");
  expect(String(error)).not.toContain("s3cret");
});

test("serialising a kubeconfig shows no credential", async () => {
  const kubeconfig = await load([await write("config", FIRST)]);

  expect(JSON.stringify(kubeconfig)).not.toContain("first-token");
});

test("reading leaves the file byte for byte as it was", async () => {
  const file = await write("config", SECOND);

  await load([file]);

  expect(await readFile(file, "utf8")).toBe(SECOND);
});
