import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { checkCluster } from "../../src/app/check-cluster.ts";
import { explainPolicy } from "../../src/app/explain-policy.ts";
import { listContexts } from "../../src/app/list-contexts.ts";
import { listPolicies } from "../../src/app/list-policies.ts";
import { showViolations } from "../../src/app/show-violations.ts";
import { useFakes, writesOf } from "../fake-api-server/use-fakes.ts";
import { servicesFor } from "./fault-fleet.ts";
import { KYVERNO_RESOURCES, POLICIES, REPORTS, WORKLOADS } from "./report-objects.ts";

const fakes = useFakes();

test("no use-case sends a cluster anything but GET, and all say who they are", async () => {
  const server = await fakes.start({
    resources: KYVERNO_RESOURCES,
    objects: [...WORKLOADS, ...REPORTS, ...POLICIES],
  });
  const services = await servicesFor(fakes, [
    { server: server.url, contexts: { prod: { user: { token: "admin-token" } } } },
  ]);
  const page = { limit: 20, budget: 20_000 };

  const scan = { contexts: ["prod"], filter: {}, ...page };
  await checkCluster({ ...scan, policySets: ["all"] }, services);
  await checkCluster({ ...scan, policySets: ["cluster"] }, services);
  await showViolations({ context: "prod", filter: {}, ...page }, services);
  await listPolicies({ source: "cluster", context: "prod", ...page }, services);
  await listContexts({}, services);
  await explainPolicy(
    { policy: "no-latest", context: "prod", operation: "CREATE", budget: 20_000 },
    services,
  );

  expect(server.requests.length).toBeGreaterThan(20);
  expect(writesOf(server)).toEqual([]);
  const agents = new Set(server.requests.flatMap(({ headers }) => headers["user-agent"]));
  expect([...agents]).toEqual([expect.stringMatching(/^kyverno-mcp\/\d/u)]);
});

test("one file of the program sends requests to API servers, and it names no method", () => {
  const root = path.resolve(import.meta.dirname, "../../src");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  const texts = new Map(files.map((file) => [file, readFileSync(path.join(root, file), "utf8")]));
  const sending = [...texts].filter(([, text]) =>
    /\bundici\b.*\brequest\(|\bfetch\(["'`]/u.test(text),
  );

  expect(sending.map(([file]) => file)).toEqual(["cluster/transport/send.ts"]);
  expect(texts.get("cluster/transport/send.ts")).not.toMatch(/\bmethod\b/u);
});
