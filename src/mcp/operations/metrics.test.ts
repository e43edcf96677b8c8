import { expect, test } from "vitest";
import type { Scan } from "../../results/scan.ts";
import { createTally } from "../../results/tally.ts";
import { createMetrics } from "./metrics.ts";

function scanOf(context: string, extra: Partial<Scan> = {}): Scan {
  const tally = createTally();
  const object = { context, namespace: "a", kind: "Pod", name: "b" };
  const policy = { key: "p", severity: "high", title: "", category: "" } as const;
  tally.add(tally.see(object), policy, [
    { rule: "r", outcome: "fail", message: "" },
    { rule: "s", outcome: "pass", message: "" },
  ]);
  const contexts = [{ context, notRead: [], warnings: [], tally: tally.finish() }];
  return { policySets: [], policies: [], contexts, seconds: 0.2, ...extra };
}

test("what was observed is counted under few labels, none of them a cluster's or a caller's", async () => {
  const { observer, text, close } = createMetrics("1.2.3");
  observer.onToolCall?.({ tool: "help", outcome: "ok", ms: 3, caller: "caller-a" });
  observer.onScan?.(scanOf("prod-cluster"));
  observer.onScan?.(scanOf(""));
  observer.onScan?.(scanOf("prod-cluster", { origin: "reports" }));
  const call = { method: "GET", path: "/api/v1/pods", ms: 20, failure: undefined };
  observer.onApiCall?.({ ...call, status: 200 });
  observer.onApiCall?.({ ...call, status: 403 });
  observer.onApiCall?.({ ...call, status: undefined, failure: "ECONNREFUSED" });
  observer.onRefusal?.("rate-limited", "caller-a");
  const shown = await text();
  close();
  for (const line of [
    'kyverno_mcp_info{version="1.2.3"} 1',
    'kyverno_mcp_tool_calls_total{tool="help",outcome="ok"} 1',
    'kyverno_mcp_tool_call_duration_seconds_count{tool="help"} 1',
    'kyverno_mcp_scans_total{origin="cluster",complete="true"} 1',
    'kyverno_mcp_scans_total{origin="manifests",complete="true"} 1',
    'kyverno_mcp_scans_total{origin="reports",complete="true"} 1',
    "kyverno_mcp_rule_evaluations_total 4",
    "kyverno_mcp_scanned_objects_total 3",
    "kyverno_mcp_violations_total 3",
    'kyverno_mcp_api_calls_total{code="200"} 1',
    'kyverno_mcp_api_calls_total{code="none"} 1',
    'kyverno_mcp_api_errors_total{reason="403"} 1',
    'kyverno_mcp_api_errors_total{reason="ECONNREFUSED"} 1',
    'kyverno_mcp_http_refusals_total{reason="rate-limited"} 1',
    "process_cpu_seconds_total",
  ]) {
    expect(shown).toContain(line);
  }
  expect(shown).not.toMatch(/prod-cluster|caller-a|pods/u);
});

test("calls are counted while they run, whether they end well or not", async () => {
  const { observer, text } = createMetrics("1");
  const running = Promise.withResolvers<never>();
  const call = observer.aroundCall?.("help", undefined, () => running.promise);
  expect(await text()).toContain("kyverno_mcp_running_tool_calls 1");
  running.reject(new Error("no"));
  await expect(call).rejects.toThrow("no");
  expect(await text()).toContain("kyverno_mcp_running_tool_calls 0");
});
