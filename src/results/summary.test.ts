import { expect, test } from "vitest";
import { fitSummary } from "./fit-summary.ts";
import type { Scan } from "./scan.ts";
import { summarizeScan } from "./summary.ts";
import { createTally } from "./tally.ts";
import type { PolicyFacts } from "./violation.ts";

const policies: PolicyFacts[] = [
  { key: "low", severity: "low", title: "", category: "" },
  { key: "high", severity: "high", title: "", category: "" },
];

/** `namespaces` × `workloads` deployments, each failing every policy. */
function scan(namespaces: number, workloads: number, context = ""): Scan {
  const tally = createTally();
  for (let n = 0; n < namespaces; n += 1) {
    for (let w = 0; w < workloads; w += 1) {
      const object = { context, namespace: `ns-${n}`, kind: "Deployment", name: `app-${w}` };
      const seen = tally.see(object);
      for (const policy of policies) {
        tally.add(seen, policy, [{ rule: "", outcome: "fail", message: "long ".repeat(60) }]);
      }
    }
  }
  return {
    policySets: ["pod-security"],
    policies,
    contexts: [{ context, notRead: [], warnings: [], tally: tally.finish() }],
    seconds: 0.5,
  };
}

test("totals are over everything and the most severe rows come first", () => {
  const summary = summarizeScan(scan(3, 2));
  expect(summary.totals).toEqual({
    workloads_with_violations: 6,
    violations: 12,
    fail: 12,
    warn: 0,
    error: 0,
    skip: 0,
    pass: 0,
  });
  expect(summary.by_severity).toEqual({ critical: 0, high: 6, medium: 0, low: 6, info: 0 });
  expect(summary.by_policy[0]).toEqual({
    policy: "high",
    severity: "high",
    violations: 6,
    workloads: 6,
    namespaces: 3,
  });
  expect(summary.violations.map(({ severity }) => severity)).toEqual([
    ...Array<string>(6).fill("high"),
    ...Array<string>(6).fill("low"),
  ]);
  expect(summary.complete).toBe(true);
});

test("pages of a big scan fit the budget and reach every row exactly once", () => {
  const full = summarizeScan(scan(40, 25));
  const reached: string[] = [];
  let offset: number | undefined = 0;
  while (offset !== undefined) {
    const page = fitSummary(full, { offset, limit: 20, budget: 5600 });
    expect(JSON.stringify(page.summary).length).toBeLessThan(5600);
    expect(page.summary.totals.violations).toBe(2000);
    reached.push(
      ...page.summary.violations.map((row) => `${row.namespace}/${row.name}/${row.policy}`),
    );
    offset = page.nextOffset;
  }
  expect(reached).toHaveLength(2000);
  expect(new Set(reached).size).toBe(2000);
});

test("what was left out of the lists is counted", () => {
  const { summary } = fitSummary(summarizeScan(scan(40, 1)), { offset: 0, limit: 5, budget: 5600 });
  expect(summary.by_namespace.length + (summary.omitted?.["by_namespace"] ?? 0)).toBe(40);
});

const nothing: PolicyFacts = { key: "none", severity: "low", title: "", category: "" };

test("a policy that matched nothing and a thing not read make a scan incomplete", () => {
  const silent = { ...scan(1, 1), policies: [...policies, nothing] };
  expect(summarizeScan(silent)).toMatchObject({ complete: false });
  expect(summarizeScan(silent).warnings[0]).toContain("none");
  const [context] = scan(1, 1).contexts;
  if (!context) throw new Error("no context");
  const notRead = {
    context: "",
    namespace: "x",
    resource: "pods",
    reason: "forbidden",
    message: "403",
  };
  const partial = { ...scan(1, 1), contexts: [{ ...context, notRead: [notRead] }] };
  expect(summarizeScan(partial)).toMatchObject({
    complete: false,
    not_read: [{ namespace: "x", resource: "pods", reason: "forbidden" }],
  });
});

test("several contexts get an entry each, and rows name theirs", () => {
  const [east] = scan(1, 1, "east").contexts;
  const [west] = scan(2, 1, "west").contexts;
  if (!east || !west) throw new Error("no context");
  const summary = summarizeScan({ ...scan(1, 1), contexts: [east, west] });
  expect(summary.contexts?.map(({ context, totals }) => [context, totals.violations])).toEqual([
    ["east", 2],
    ["west", 4],
  ]);
  expect(summary.totals.violations).toBe(6);
  expect(summary.violations[0]).toMatchObject({ context: "east", policy: "high" });
});

test("with a framework every control that was checked is a row, and what it has no control for too", () => {
  const framework = {
    id: "f",
    title: "F",
    source: "https://example.com",
    controls: [
      { id: "1", title: "One", policies: ["high", "not-scanned"] },
      { id: "2", title: "Two", policies: ["not-scanned"] },
    ],
  };
  const summary = summarizeScan({ ...scan(3, 2), framework });
  expect(summary.framework).toBe("f");
  expect(summary.by_control).toEqual([
    { control: "1", title: "One", policies: 1, matched: 1, violations: 6, workloads: 6 },
    {
      control: "",
      title: "policies without a control here",
      policies: 1,
      matched: 1,
      violations: 6,
      workloads: 6,
    },
  ]);
  const { summary: fitted } = fitSummary(summary, { offset: 0, limit: 5, budget: 2000 });
  expect(fitted.by_control?.length).toBeGreaterThan(0);
});

/** A context that could not be read at all. */
function dead(context: string): Scan["contexts"][number] {
  const row = { context, resource: "the whole cluster", reason: "timeout", message: "no answer" };
  return { context, notRead: [row], warnings: [], tally: createTally().finish() };
}

/** One Deployment that only the policy `low` looks at, and passes. */
function onlyLow(context: string): Scan["contexts"][number] {
  const tally = createTally();
  const seen = tally.see({ context, namespace: "a", kind: "Deployment", name: "app" });
  tally.add(seen, policies[0] ?? fail(), [{ rule: "", outcome: "pass", message: "" }]);
  return { context, notRead: [], warnings: [], tally: tally.finish() };
}

function fail(): never {
  throw new Error("there is no such policy");
}

test("a fleet has a matrix in which nothing unread or unmatched looks like a zero", () => {
  const { matrix, contexts } = summarizeScan({
    ...scan(1, 1),
    contexts: [...scan(1, 2, "prod").contexts, onlyLow("policy"), dead("staging")],
  });

  expect(matrix).toEqual([
    {
      policy: "high",
      severity: "high",
      prod: 2,
      "policy (context)": "no match",
      staging: "not read",
    },
    { policy: "low", severity: "low", prod: 2, "policy (context)": 0, staging: "not read" },
  ]);
  expect(contexts?.map(({ context, complete }) => [context, complete])).toEqual([
    ["prod", true],
    ["policy", true],
    ["staging", false],
  ]);
  expect(summarizeScan(scan(1, 1)).matrix).toBeUndefined();
});

test("a large fleet is cut to the clusters that need attention, and the matrix with it", () => {
  const names = Array.from({ length: 60 }, (_, index) => `${"arn:aws:eks:".repeat(4)}${index}`);
  const full = summarizeScan({
    ...scan(1, 1),
    contexts: [
      ...names.flatMap((name, index) => scan(1, 1 + (index % 7), name).contexts),
      dead("unreachable"),
    ],
  });

  const { summary } = fitSummary(full, { offset: 0, limit: 20, budget: 9600 });

  expect(JSON.stringify(summary).length).toBeLessThan(9600);
  expect(summary.contexts?.length).toBeGreaterThanOrEqual(6);
  expect(summary.matrix).toHaveLength(2);
  expect(summary.contexts?.[0]).toMatchObject({ context: "unreachable", complete: false });
  expect(summary.contexts?.[1]).toMatchObject({ totals: { violations: 14 } });
  expect(Object.keys(summary.matrix?.[0] ?? {})).toEqual([
    "policy",
    "severity",
    ...(full.contexts ?? [])
      .map(({ context }) => context)
      .filter((name) => summary.contexts?.some(({ context }) => context === name)),
  ]);
  expect(summary.omitted?.["contexts"]).toBe(61 - (summary.contexts?.length ?? 0));
});

test("policies that could not be evaluated are counted with their first message, and the scan is not complete", () => {
  const tally = createTally();
  for (const name of ["a", "b"]) {
    const seen = tally.see({ context: "", namespace: "n", kind: "Pod", name });
    for (const policy of policies) {
      const outcome = policy.key === "high" ? ("error" as const) : ("pass" as const);
      tally.add(seen, policy, [{ rule: "", outcome, message: `no such key: ${name}` }]);
    }
  }
  const contexts = [{ context: "", notRead: [], warnings: [], tally: tally.finish() }];

  const summary = summarizeScan({ ...scan(1, 1), contexts });

  expect(summary.errors_by_policy).toEqual([
    { policy: "high", errors: 2, message: "no such key: a" },
  ]);
  expect(summary.complete).toBe(false);
  expect(summary.totals).toMatchObject({ violations: 0, error: 2, pass: 2 });
});

test("the RBAC rule that would help is shown whole", () => {
  const resources = Array.from({ length: 30 }, (_, index) => `"resource${index}"`).join(",");
  const hint = `grant a ClusterRole with rules: [{"apiGroups":[""],"resources":[${resources}],"verbs":["list"]}]`;
  const row = { context: "", resource: "pods", reason: "forbidden", message: "no", hint };
  const [first] = scan(1, 1).contexts;

  const summary = summarizeScan({
    ...scan(1, 1),
    contexts: first === undefined ? [] : [{ ...first, notRead: [row] }],
  });

  expect(summary.not_read[0]?.hint).toBe(hint);
});
