import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listPolicySets } from "../../src/policy/policy-sets.ts";
import { celLiteral, type SetParameter } from "../../src/policy/set-parameters.ts";
import { connectStdio, readAnswer } from "../e2e/mcp-session.ts";
import { CANNOT_START, startApiServer, type ApiServer } from "./start-api-server.ts";

const START_MS = 90_000;
const sets = await listPolicySets();

if (CANNOT_START !== undefined) process.stderr.write(`skipped: ${CANNOT_START}\n`);

/** The defaults as a caller would write them. */
function given(parameters: readonly SetParameter[]): Record<string, unknown> {
  return Object.fromEntries(parameters.map((one) => [one.name, one.default]));
}

describe.skipIf(CANNOT_START !== undefined)(
  "every shipped set on a fresh API server",
  { timeout: 60_000 },
  () => {
    let server: ApiServer;
    let client: Client;

    beforeAll(async () => {
      server = await startApiServer();
      client = await connectStdio({ KUBECONFIG: server.kubeconfigPath });
    }, START_MS);

    afterAll(async () => {
      await client?.close();
      await server?.stop();
    }, START_MS);

    test.for(sets.map((set) => [set.name, set] as const))(
      "%s finds nothing wrong with Kubernetes' own objects, by name and with its parameters",
      async ([name, { parameters }]) => {
        const args = { policySets: [name], parameters: given(parameters) };
        const { facts } = readAnswer(
          await client.callTool({ name: "apply_policies", arguments: args }),
        );
        expect(facts["violations"]).toEqual([]);
        expect(facts["totals"]).toMatchObject({ violations: 0, error: 0 });
        expect(facts["not_read"]).toEqual([]);
      },
    );

    test("a parameter of the wrong type is refused with its meaning", async () => {
      const parameter = sets.flatMap((set) => set.parameters).find(({ type }) => type === "list");
      expect(parameter).toBeDefined();
      const { name = "", default: value = "" } = parameter ?? {};
      const { text } = readAnswer(
        await client.callTool({
          name: "apply_policies",
          arguments: { policySets: ["all"], parameters: { [name]: 7 } },
        }),
      );
      expect(text).toContain(`parameter ${name} takes a list of strings`);
      expect(text).toContain(celLiteral(value));
    });
  },
);
