import { z } from "zod";
import { answerSize } from "../budget.ts";
import { defineTool } from "../define-tool.ts";
import { chosenNamespaces, context, cursor, limit, name, names, severity } from "../tool-inputs.ts";

/** `show_violations`: rows of a scan, or of the reports in a cluster. */
export const showViolationsTool = defineTool({
  name: "show_violations",
  title: "Show violations",
  description:
    "Shows rows of violations, worst first, with totals over all rows that pass the filters. With scan (from apply_policies or check_manifests): that scan's rows. Without: the reports that are in the cluster (policy reports of Kyverno and others, Gatekeeper's audits), each fact once with its source and age.",
  access: "reads-cluster",
  input: z.strictObject({
    scan: name("handle of a scan; leave out for the cluster's own reports", "k7f3q2mx"),
    namespaces: names("only these namespaces", ["team-a"]),
    namespaceExclude: names("leave these namespaces out", ["kube-system"]),
    policy: name("policy name, * for any characters", "disallow-*"),
    rule: name("rule name, * for any characters", "check-*"),
    severity,
    kind: name("kind of the object", "Deployment"),
    name: name("name of the object, * for any characters", "api-*"),
    source: name("tool that reported it, * for any characters (reports only)", "Gatekeeper"),
    context,
    limit,
    cursor,
  }),
  spellings: {
    namespace: "namespaces",
    excludeNamespaces: "namespaceExclude",
    policies: "policy",
    kinds: "kind",
  },
  async run(input, services) {
    const { showViolations } = await import("../../app/show-violations.ts");
    const list = await showViolations(
      {
        scan: input.scan,
        context: input.context,
        cursor: input.cursor,
        filter: {
          namespaces: chosenNamespaces(input.namespaces),
          excludeNamespaces: input.namespaceExclude,
          policy: input.policy,
          rule: input.rule,
          severity: input.severity,
          kind: input.kind,
          name: input.name,
          source: input.source,
        },
        ...answerSize(input.limit),
      },
      services,
    );
    return { facts: { ...list } };
  },
});
