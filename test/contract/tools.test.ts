import { Client } from "@modelcontextprotocol/client";
import { InMemoryTransport } from "@modelcontextprotocol/server";
import { expect, test } from "vitest";
import { allTools } from "../../src/mcp/all-tools.ts";
import { createServer } from "../../src/mcp/create-server.ts";
import { toolSchema } from "../../src/mcp/tool-schema.ts";
import { fakeServices } from "../fake-services.ts";

async function listTools() {
  const server = createServer({
    version: "0.0.0",
    services: fakeServices(),
    onBug: (error) => {
      throw error;
    },
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "test", version: "1" });
  await Promise.all([server.connect(far), client.connect(near)]);
  try {
    return (await client.listTools()).tools;
  } finally {
    await client.close();
  }
}

/** Four characters are one token. */
const TOKEN = 4;

test("the tools are what clients and skills were built against", async () => {
  const tools = await listTools();
  await expect(`${JSON.stringify(tools, null, 2)}\n`).toMatchFileSnapshot("tools.snapshot");
});

test("tools/list is at most 4,000 tokens", async () => {
  const tokens = JSON.stringify({ tools: await listTools() }).length / TOKEN;
  expect(tokens).toBeLessThanOrEqual(4000);
  expect(tokens).toBeGreaterThan(500);
});

test("every tool says what it may do, and all but one change nothing", async () => {
  const tools = await listTools();
  for (const { annotations } of tools) {
    const hints = Object.values(annotations ?? {}).filter((hint) => typeof hint === "boolean");
    expect(hints).toHaveLength(4);
    expect(annotations?.destructiveHint).toBe(false);
  }
  const changing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true);
  expect(changing.map(({ name }) => name)).toEqual(["switch_context"]);
});

const fields = allTools.flatMap((tool) => {
  const { properties = {} } = toolSchema(tool);
  return Object.entries(tool.input.shape).map(([field, schema]) => {
    const published = properties[field];
    return {
      name: tool.name,
      field,
      schema,
      published: typeof published === "object" ? published : {},
    };
  });
});

test.for(fields)("$name: $field has a description and a valid example", ({ schema, published }) => {
  const { description, examples } = published;
  expect(description?.length).toBeGreaterThan(5);
  const list: readonly unknown[] = Array.isArray(examples) ? examples : [];
  expect(list.length).toBeGreaterThan(0);
  for (const example of list) expect(schema.safeParse(example).success).toBe(true);
});

test.for(fields)("$name: $field is bounded", ({ schema }) => {
  const huge = ["x".repeat(3_000_000), 1e9, Array.from({ length: 10_000 }, () => "x")];
  for (const value of huge) expect(schema.safeParse(value).success).toBe(false);
});

test.for(allTools.map(({ name, spellings, input }) => ({ name, spellings, input })))(
  "the other spellings of $name lead to its own arguments",
  ({ spellings, input }) => {
    const known = new Set(Object.keys(input.shape));
    const targets = Object.values(spellings).filter((target) => target !== null);
    expect(targets.filter((target) => !known.has(target))).toEqual([]);
    expect(Object.keys(spellings).filter((spelling) => known.has(spelling))).toEqual([]);
  },
);
