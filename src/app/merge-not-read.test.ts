import { expect, test } from "vitest";
import type { NotRead } from "../results/scan.ts";
import { mergeNotRead } from "./merge-not-read.ts";

function row(resource: string, more: Partial<NotRead> = {}): NotRead {
  const message = `${resource} is forbidden`;
  return { context: "prod", resource, reason: "forbidden", message, ...more };
}

test("what may not be read names the ClusterRole that would help, one rule for each group", () => {
  const merged = mergeNotRead([
    row("pods", { hint: "ask somebody" }),
    row("deployments.apps"),
    row("configmaps"),
    row("pods"),
  ]);

  expect(merged).toEqual([
    {
      context: "prod",
      resource: "pods, deployments.apps, configmaps",
      reason: "forbidden",
      message: "pods is forbidden",
      hint: 'grant a ClusterRole with rules: [{"apiGroups":[""],"resources":["configmaps","pods"],"verbs":["list"]}, {"apiGroups":["apps"],"resources":["deployments"],"verbs":["list"]}]',
    },
  ]);
});

test("in a namespace it is a Role, and the Namespace itself is got, not listed", () => {
  const namespace = "team-a";

  const [merged] = mergeNotRead([
    row("namespaces", { namespace }),
    row("ingresses.networking.k8s.io", { namespace }),
  ]);

  expect(merged?.hint).toBe(
    'grant a Role in team-a with rules: [{"apiGroups":[""],"resources":["namespaces"],"verbs":["get"]}, {"apiGroups":["networking.k8s.io"],"resources":["ingresses"],"verbs":["list"]}]',
  );
});

test("namespaces in which the same is closed are one row", () => {
  const names = Array.from({ length: 8 }, (_, index) => `team-${index}`);

  const merged = mergeNotRead([
    ...names.flatMap((namespace) => [row("pods", { namespace }), row("jobs.batch", { namespace })]),
    row("pods", { namespace: "other" }),
  ]);

  expect(merged).toMatchObject([
    {
      namespace: "team-0, team-1, team-2, team-3, team-4, team-5 and 2 more",
      resource: "pods, jobs.batch",
      hint: expect.stringMatching(
        /^grant a ClusterRole \(or a Role in each of these namespaces\) with/u,
      ) as unknown,
    },
    { namespace: "other", resource: "pods" },
  ]);
});

test("clusters, reasons and what is cluster-wide stay apart, and other hints are kept", () => {
  const merged = mergeNotRead([
    row("pods", { reason: "timeout", hint: "try again" }),
    row("pods"),
    row("pods", { namespace: "a" }),
    row("pods", { context: "staging" }),
  ]);

  expect(merged.map(({ context, namespace, reason }) => [context, namespace, reason])).toEqual([
    ["prod", undefined, "timeout"],
    ["prod", undefined, "forbidden"],
    ["prod", "a", "forbidden"],
    ["staging", undefined, "forbidden"],
  ]);
  expect(merged[0]?.hint).toBe("try again");
});
