import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { kubeconfigText } from "../../test/fake-api-server/write-kubeconfig.ts";
import { createServices } from "./create-services.ts";
import type { Services } from "./services.ts";

let folder = "";
let file = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kyverno-mcp-services-"));
  file = path.join(folder, "config");
});
afterEach(() => rm(folder, { recursive: true }));

function services(): Services {
  return createServices({ env: { KUBECONFIG: file }, homeDir: folder, keepsSelection: true });
}

function writeContexts(token: string): Promise<void> {
  const contexts = { prod: { user: { token } }, other: { user: { token: "fixed" } } };
  return writeFile(file, kubeconfigText([{ server: "http://127.0.0.1:9", contexts }]));
}

test("a connection is shared until the kubeconfig says something else about its context", async () => {
  const { connect } = services();
  await writeContexts("first");
  const [prod, other] = await Promise.all([connect("prod"), connect("other")]);
  expect(await connect("prod")).toBe(prod);
  await writeContexts("second");
  expect(await connect("prod")).not.toBe(prod);
  expect(await connect("other")).toBe(other);
});

test("contexts that appear in the kubeconfig while the server runs are found", async () => {
  const { loadKubeconfig } = services();
  expect((await loadKubeconfig()).contexts).toEqual([]);
  await writeContexts("token");
  expect((await loadKubeconfig()).contexts.map(({ name }) => name)).toEqual(["prod", "other"]);
});

test("a policy set is read once, an unknown one is refused each time", async () => {
  const { loadPolicySet, listPolicySets } = services();
  const [first] = await listPolicySets();
  const name = first?.name ?? "";
  expect(await loadPolicySet(name)).toBe(await loadPolicySet(name));
  await expect(loadPolicySet("nope")).rejects.toThrow('there is no policy set "nope"');
  await expect(loadPolicySet("nope")).rejects.toThrow('there is no policy set "nope"');
});
