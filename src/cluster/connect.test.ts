import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { useFakes } from "../../test/fake-api-server/use-fakes.ts";
import { connect } from "./connect.ts";
import { loadKubeconfig, type Kubeconfig } from "./load-kubeconfig.ts";

const fakes = useFakes();

async function load(text: string): Promise<Kubeconfig> {
  const folder = await fakes.folder();
  const file = path.join(folder, "config");
  await writeFile(file, text);
  return loadKubeconfig({ paths: [file], env: {}, homeDir: folder });
}

test.for([
  ["{}", undefined, /there is no Kubernetes context: looked in/],
  [
    "contexts: [{name: a, context: {cluster: c}}]",
    undefined,
    /the kubeconfig has no current context/,
  ],
  ["contexts: [{name: a, context: {cluster: c}}]", "b", /there is no context "b"/],
  ["contexts: [{name: a, context: {cluster: c}}]", "a", /names cluster "c"/],
  [
    "contexts: [{name: a, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: x}}]",
    "a",
    /names user "u"/,
  ],
  [
    "contexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'ftp://x'}}]",
    "a",
    /is no http\(s\) address/,
  ],
] as const)("%s as %s is refused: %s", async ([text, name, message]) => {
  const kubeconfig = await load(text);

  expect(() => connect(kubeconfig, name)).toThrow(message);
});

test("a name that does not exist is answered with those that do", async () => {
  const kubeconfig = await load("contexts: [{name: a, context: {}}, {name: b, context: {}}]");

  expect(() => connect(kubeconfig, "c")).toThrow(
    expect.objectContaining({ hint: "name one of: a, b" }),
  );
});

function contextTo(more: string): string {
  return `contexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: "h:1"${more}}}]`;
}

test("a server without scheme is http, and https as soon as the kubeconfig speaks of TLS", async () => {
  const plain = connect(await load(contextTo("")), "a");
  const tls = connect(await load(contextTo(", insecure-skip-tls-verify: true")), "a");

  expect([plain.server, tls.server]).toEqual(["http://h:1", "https://h:1"]);
});
