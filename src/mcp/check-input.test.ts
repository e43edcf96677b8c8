import { expect, test } from "vitest";
import { z } from "zod";
import { fakeServices } from "../../test/fake-services.ts";
import { checkInput } from "./check-input.ts";
import { defineTool } from "./define-tool.ts";
import { names } from "./tool-inputs.ts";

const tool = defineTool({
  name: "scan_things",
  title: "Scan",
  description: "Scans.",
  access: "nothing-outside",
  input: z.strictObject({
    namespace: z
      .string()
      .max(10)
      .optional()
      .meta({ examples: ["team-a"] }),
    policySets: names("sets", ["pod-security"]),
    severity: z.enum(["high", "medium", "low"]).optional(),
    limit: z.int().min(1).max(200).default(20),
  }),
  spellings: { namespaceExclude: "namespace", gitBranch: null },
  run: (input) => Promise.resolve({ facts: { input } }),
});

async function inputOf(given: Readonly<Record<string, unknown>>) {
  const { run } = checkInput(tool, given);
  const { facts } = await run(fakeServices());
  return facts["input"];
}

test.for([
  [{ policySets: "a, b,,a" }, { policySets: ["a", "b"], limit: 20 }],
  [{ policy_sets: ["a"] }, { policySets: ["a"], limit: 20 }],
  [{ namespaceExclude: "x" }, { namespace: "x", limit: 20 }],
  [{ namespace: null, limit: 5 }, { limit: 5 }],
] as const)("%j is read as %j", async ([given, expected]) => {
  expect(await inputOf(given)).toEqual(expected);
});

test("an argument of old that means nothing here is accepted with a warning", async () => {
  const { warnings } = checkInput(tool, { gitBranch: "main" });
  expect(await inputOf({ gitBranch: "main" })).toEqual({ limit: 20 });
  expect(warnings).toEqual([expect.stringContaining("gitBranch is ignored")]);
});

test.for([
  [{ namespce: "a" }, 'unknown argument "namespce", did you mean "namespace" (it takes'],
  [
    { severity: "hihgh" },
    'argument "severity" must be one of high, medium, low, not "hihgh" (nearest: high)',
  ],
  [{ limit: 1000 }, 'argument "limit" must be at most 200, not 1000'],
  [{ limit: 0 }, 'argument "limit" must be at least 1, not 0'],
  [{ limit: "many" }, 'argument "limit" must be a number, not "many"'],
  [
    { namespace: "a-very-long-name" },
    'argument "namespace" must be at most 10 characters long, not 16',
  ],
  [{ policySets: 5 }, 'argument "policySets" '],
  [{ namespace: "a", Namespace_: "b" }, 'unknown argument "Namespace_"'],
  [{ policySets: "a", policy_sets: "b" }, 'argument "policy_sets" repeats "policySets"'],
  [Object.fromEntries([["__proto__", 1]]), 'unknown argument "__proto__"'],
] as const)("%j is refused: %s", ([given, text]) => {
  expect(() => checkInput(tool, given)).toThrow(text);
});

test("a refusal shows a call that works", () => {
  expect(() => checkInput(tool, { x: 1 })).toThrow(
    expect.objectContaining({
      hint: 'call scan_things again, for example with {"namespace":"team-a"}',
    }),
  );
});
