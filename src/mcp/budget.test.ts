import { expect, test } from "vitest";
import { fakeServices } from "../../test/fake-services.ts";
import type { Services } from "../app/services.ts";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { readPolicies } from "../policy/read-policies.ts";
import type { ContextScan, Scan } from "../results/scan.ts";
import { createTally } from "../results/tally.ts";
import type { PolicyFacts } from "../results/violation.ts";
import { callTool } from "./call-tool.ts";
import type { Tool } from "./define-tool.ts";
import { applyPoliciesTool } from "./tools/apply-policies.ts";
import { explainPolicyTool } from "./tools/explain-policy.ts";
import { listPoliciesTool } from "./tools/list-policies.ts";
import { showViolationsTool } from "./tools/show-violations.ts";

interface ScanSize {
  readonly contexts: number;
  readonly namespaces: number;
  readonly policies: number;
  /** Length of names and messages. */
  readonly words: number;
}

function name(kind: string, index: number, length: number): string {
  return `${kind}-${index}-`.padEnd(length, "x|");
}

function many<T>(length: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length }, (_, index) => make(index));
}

/** One context in which every object fails every policy, and much could not be read. */
function failingContext(
  context: string,
  policies: readonly PolicyFacts[],
  { namespaces, words }: ScanSize,
): ContextScan {
  const tally = createTally();
  const objects = many(namespaces, (index) => ({
    context,
    namespace: name("namespace", index, Math.min(words, 63)),
    kind: "Deployment",
    name: name("workload", index, Math.min(words, 253)),
  }));
  const results = [{ rule: "rule", outcome: "fail" as const, message: name("message", 0, words) }];
  for (const object of objects) {
    const seen = tally.see(object);
    for (const policy of policies) tally.add(seen, policy, results);
  }
  const unread = {
    context,
    namespace: name("namespace", 0, Math.min(words, 63)),
    resource: "pods",
    reason: "forbidden",
  };
  return {
    context,
    warnings: many(30, (index) => name("warning", index, words)),
    notRead: many(30, (index) => ({ ...unread, message: name("reason", index, words) })),
    tally: tally.finish(),
  };
}

function failingScan(size: ScanSize): Scan {
  const policies = many(size.policies, (index) => ({
    key: name("policy", index, Math.min(size.words, 63)),
    severity: "high" as const,
    title: "t",
    category: "c",
  }));
  return {
    policySets: ["pod-security"],
    policies,
    seconds: 1,
    contexts: many(size.contexts, (index) =>
      failingContext(name("context", index, Math.min(size.words, 40)), policies, size),
    ),
  };
}

const TOKEN = 4;

async function tokensOf(
  tool: Tool,
  args: Record<string, unknown>,
  services: Services,
): Promise<number> {
  const result = await callTool(tool, args, services, (error) => {
    throw error;
  });
  const [block] = result.content;
  const text = block?.type === "text" ? block.text : "";
  expect(result.isError === true ? text : "").toBe("");
  return (text.length + JSON.stringify(result.structuredContent).length) / TOKEN;
}

const sizes: readonly ScanSize[] = [
  { contexts: 1, namespaces: 1, policies: 1, words: 10 },
  { contexts: 1, namespaces: 100, policies: 30, words: 20 },
  { contexts: 1, namespaces: 100, policies: 30, words: 100 },
  { contexts: 1, namespaces: 50, policies: 30, words: 400 },
  { contexts: 20, namespaces: 20, policies: 10, words: 60 },
  { contexts: 50, namespaces: 5, policies: 5, words: 300 },
];

test.for(sizes)(
  "scans stay within the budget: $contexts contexts, $namespaces namespaces, $policies policies, words of $words",
  async (size) => {
    const services = fakeServices();
    const scan = services.scans.keep(failingScan(size)) ?? "";
    for (const [tool, args] of [
      [applyPoliciesTool, { cursor: `${scan}.0` }],
      [showViolationsTool, { scan }],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- two calls
      expect(await tokensOf(tool, args, services)).toBeLessThanOrEqual(2500);
      // oxlint-disable-next-line no-await-in-loop -- two calls
      expect(await tokensOf(tool, { ...args, limit: 200 }, services)).toBeLessThanOrEqual(8000);
    }
  },
);

test.for([20, 400])("reports of many tools stay within the budget: words of %d", async (words) => {
  const services = fakeServices();
  const size = sizes.find(({ namespaces }) => namespaces === 100);
  if (size === undefined) throw new Error("no such size");
  const found = failingScan({ ...size, words });
  const contexts = found.contexts.map((context) => ({
    ...context,
    tally: {
      ...context.tally,
      violations: context.tally.violations.map((violation) => ({
        ...violation,
        source: name("tool", 0, words),
        reportedAt: 0,
      })),
    },
  }));
  const sources = many(30, (index) => ({
    source: name("tool", index, words),
    api: "wgpolicyk8s.io",
    results: 100_000,
    failing: 90_000,
    total: 1_000_000,
    newest: 0,
    oldest: 0,
  }));
  const notServed = ["openreports.io", "constraints.gatekeeper.sh"];
  const reports = { sources, served: ["wgpolicyk8s.io"], notServed };
  const scan = services.scans.keep({ ...found, contexts, origin: "reports", reports });
  expect(await tokensOf(showViolationsTool, { scan }, services)).toBeLessThanOrEqual(2500);
  expect(await tokensOf(showViolationsTool, { scan, limit: 200 }, services)).toBeLessThanOrEqual(
    8000,
  );
});

function fortyLines(line: (position: number) => string): string {
  return many(40, line).join("\n");
}

/** A policy with more of everything than any answer can show. */
function largePolicy(index: number): string {
  return `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata:
  name: policy-${index}
  annotations:
    policies.kyverno.io/title: ${"title ".repeat(20)}
    policies.kyverno.io/description: ${"description ".repeat(200)}
spec:
  matchConstraints:
    resourceRules:
      - { apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE] }
  variables:
${fortyLines((position) => `    - { name: v${position}, expression: "object.metadata.name + '${"x".repeat(150)}'" }`)}
  validations:
${fortyLines((position) => `    - { expression: "variables.v${position} == '${"y".repeat(150)}' || object.metadata.name == 'a' && ${position} == ${position}" }`)}
`;
}

test("explanations and lists of large policies stay within the budget", async () => {
  const { policies } = readPolicies(
    many(100, largePolicy).flatMap((text) => parseDocuments(text, "test").documents),
  );
  expect(policies).toHaveLength(100);
  const set = {
    name: "large",
    title: "Large",
    summary: "",
    source: "",
    includes: [],
    parameters: [],
    policies,
  };
  const services = fakeServices({ listPolicySets: () => Promise.resolve([set]) });
  const manifest = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: []}}";
  const policy = "policy-7";
  expect(await tokensOf(explainPolicyTool, { policy }, services)).toBeLessThanOrEqual(2500);
  expect(await tokensOf(explainPolicyTool, { policy, manifest }, services)).toBeLessThanOrEqual(
    2500,
  );
  expect(await tokensOf(listPoliciesTool, {}, services)).toBeLessThanOrEqual(2500);
  expect(await tokensOf(listPoliciesTool, { limit: 200 }, services)).toBeLessThanOrEqual(8000);
});
