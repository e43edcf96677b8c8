import { readFile } from "node:fs/promises";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Resource } from "../../src/manifest/resource.ts";
import { type Answered, at, connectStdio, readAnswer } from "../e2e/mcp-session.ts";
import { CANNOT_START, startApiServer, type ApiServer } from "./start-api-server.ts";

const START_MS = 90_000;

if (CANNOT_START !== undefined) process.stderr.write(`skipped: ${CANNOT_START}\n`);

function namespace(name: string): Resource {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** A Deployment whose pods share the node's network; no controller runs, so there are no pods. */
function deployment(name: string, namespaceName: string): Resource {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: namespaceName },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { hostNetwork: true, containers: [{ name: "main", image: "nginx" }] },
      },
    },
  };
}

describe.skipIf(CANNOT_START !== undefined)(
  "the MCP server on a real API server",
  { timeout: 30_000 },
  () => {
    let server: ApiServer;
    let client: Client;

    beforeAll(async () => {
      server = await startApiServer();
      const names = ["team-a", "team-b"];
      await server.create(names.map(namespace));
      await server.create(names.map((name) => deployment("web", name)));
      await server.allowViewer(["team-a"]);
      client = await connectStdio({ KUBECONFIG: server.kubeconfigPath });
    }, START_MS);

    afterAll(async () => {
      await client?.close();
      await server?.stop();
    }, START_MS);

    async function call(name: string, args: Record<string, unknown> = {}): Promise<Answered> {
      return readAnswer(await client.callTool({ name, arguments: args }));
    }

    test("a scan finds what the defaults of a real server leave open, and writes nothing", async () => {
      const kubeconfig = await readFile(server.kubeconfigPath);
      const { text, facts } = await call("apply_policies", {
        namespaces: ["team-a", "team-b"],
        severity: "high",
      });
      expect(facts).toMatchObject({
        context: "admin",
        not_read: [],
        totals: { workloads_with_violations: 2, violations: 2, error: 0 },
        violations: [
          { namespace: "team-a", kind: "Deployment", policy: "disallow-host-namespaces" },
          { namespace: "team-b", kind: "Deployment", policy: "disallow-host-namespaces" },
        ],
      });
      expect(text).toContain("spec.hostNetwork");
      expect((await readFile(server.kubeconfigPath)).equals(kubeconfig)).toBe(true);
    });

    test("who may read one namespace sees that one, and that the rest was not read", async () => {
      const { facts } = await call("apply_policies", {
        context: "viewer",
        namespaces: ["team-a", "team-b"],
        severity: "high",
      });
      expect(at(facts, "totals", "violations")).toBe(1);
      expect(facts["complete"]).toBe(false);
      expect(JSON.stringify(facts["not_read"])).toContain('"namespace":"team-b"');
    });

    test("contexts tell the server's version", async () => {
      const { facts } = await call("list_contexts");
      expect(facts["contexts"]).toMatchObject([
        { context: "admin", reachable: true, version: expect.stringMatching(/^v\d/u) },
        { context: "viewer" },
      ]);
    });

    test("without Kyverno there are no policies and no reports, and the answers say so", async () => {
      const policies = await call("list_policies", { source: "cluster" });
      expect(policies.facts).toMatchObject({ total: 0, complete: true });
      expect(policies.text).toContain("no Kyverno policy kind is installed");
      const reports = await call("show_violations");
      expect(reports.isError).toBe(true);
      expect(reports.text).toContain("has no policy reports");
    });
  },
);
