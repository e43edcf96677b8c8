import { z } from "zod";
import { answerSize } from "../budget.ts";
import { defineTool } from "../define-tool.ts";
import {
  chosenNamespaces,
  context,
  cursor,
  framework,
  limit,
  names,
  parameters,
  policies,
  policySets,
  seconds,
  severity,
} from "../tool-inputs.ts";

/** `apply_policies`: the scan of live clusters. */
export const applyPoliciesTool = defineTool({
  name: "apply_policies",
  title: "Scan clusters with policies",
  description:
    "Scans the live objects of one or more clusters with policies and answers with one consolidated summary: totals over everything scanned, by severity, policy and namespace, and the worst rows (a workload stands for its pods). Reads only; Kyverno need not be installed. Its scan handle serves show_violations.",
  access: "reads-cluster",
  input: z.strictObject({
    policySets,
    parameters,
    policies,
    namespaces: names("only these namespaces; default all, with cluster-scoped objects", [
      "team-a",
    ]),
    namespaceExclude: names("leave these namespaces out", ["kube-system"]),
    kinds: names("only these kinds", ["Deployment"]),
    severity,
    framework,
    context,
    contexts: names("several contexts in one scan, in place of context; * for all", [
      "prod",
      "staging",
    ]),
    timeout: seconds,
    limit,
    cursor,
  }),
  spellings: {
    namespace: "namespaces",
    excludeNamespaces: "namespaceExclude",
    kind: "kinds",
    policySet: "policySets",
    policy: "policies",
    gitBranch: null,
  },
  async run(input, services) {
    const { checkCluster } = await import("../../app/check-cluster.ts");
    const { contexts = [] } = input;
    const named = input.context === undefined ? [] : [input.context];
    const summary = await checkCluster(
      {
        ...input,
        contexts: contexts.includes("*") ? "all" : [...named, ...contexts],
        timeoutSeconds: input.timeout,
        filter: {
          namespaces: chosenNamespaces(input.namespaces),
          excludeNamespaces: input.namespaceExclude ?? [],
          kinds: input.kinds ?? [],
        },
        ...answerSize(input.limit),
      },
      services,
    );
    return { facts: { ...summary } };
  },
});
