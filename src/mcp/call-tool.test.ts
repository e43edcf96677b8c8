import { expect, test, vi } from "vitest";
import { z } from "zod";
import { fakeServices } from "../../test/fake-services.ts";
import { UserError } from "../manifest/user-error.ts";
import { callTool, HARD_CAP } from "./call-tool.ts";
import { type Answer, defineTool } from "./define-tool.ts";

function toolThat(run: () => Promise<Answer>) {
  return defineTool({
    name: "a_tool",
    title: "A tool",
    description: "Does it.",
    access: "nothing-outside",
    input: z.strictObject({}),
    spellings: { gitBranch: null },
    run,
  });
}

function textOf(result: Awaited<ReturnType<typeof callTool>>): string {
  const [block] = result.content;
  return block?.type === "text" ? block.text : "";
}

const noBug = (error: unknown) => {
  throw error;
};

test("text and structured content carry the same facts, cleaned of control characters", async () => {
  const tool = toolThat(() =>
    Promise.resolve({ facts: { name: "evil\u001B[2J\u202E", gone: undefined, none: null } }),
  );
  const result = await callTool(tool, {}, fakeServices(), noBug);
  expect(result.structuredContent).toEqual({ name: "evil" });
  expect(textOf(result)).toBe("- name: evil");
});

test("a user error is a result that says what to do next", async () => {
  const tool = toolThat(() => Promise.reject(new UserError("it is missing", { hint: "make one" })));
  const result = await callTool(tool, {}, fakeServices(), noBug);
  expect(result.isError).toBe(true);
  expect(textOf(result)).toBe("it is missing\nNext: make one");
});

test("a bug is reported to the log and shown without its stack", async () => {
  const onBug = vi.fn<(error: unknown) => void>();
  const tool = toolThat(() => Promise.reject(new TypeError("x is undefined")));
  const result = await callTool(tool, {}, fakeServices(), onBug);
  expect(onBug).toHaveBeenCalledWith(expect.any(TypeError));
  expect(textOf(result)).toContain("Internal error in kyverno-mcp: x is undefined");
  expect(textOf(result)).not.toContain("call-tool");
});

test("warnings about arguments join the answer", async () => {
  const tool = toolThat(() => Promise.resolve({ facts: { warnings: ["own"] } }));
  const result = await callTool(tool, { gitBranch: "x" }, fakeServices(), noBug);
  expect(result.structuredContent).toEqual({
    warnings: ["own", expect.stringContaining("gitBranch is ignored")],
  });
});

test("no answer is longer than the cap, and what was cut is counted", async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => ({
    name: `row ${index}`,
    x: "y".repeat(40),
  }));
  const result = await callTool(
    toolThat(() => Promise.resolve({ facts: { total: 5000, rows } })),
    {},
    fakeServices(),
    noBug,
  );
  const facts: Record<string, unknown> = Object(result.structuredContent);
  expect(JSON.stringify(facts).length).toBeLessThanOrEqual(HARD_CAP);
  expect(textOf(result).length).toBeLessThanOrEqual(HARD_CAP);
  const shown = Array.isArray(facts["rows"]) ? facts["rows"].length : 0;
  expect(shown).toBeGreaterThan(100);
  expect(shown + Number(facts["rows_cut"])).toBe(5000);
});

test("a cancelled call ends as cancelled, not as a bug", async () => {
  const controller = new AbortController();
  const tool = toolThat(() => {
    controller.abort();
    return Promise.reject(new Error("socket closed"));
  });
  const services = fakeServices({ signal: controller.signal });
  const result = await callTool(tool, {}, services, noBug);
  expect(textOf(result)).toContain("cancelled");
});
