import { z } from "zod";
import { answerSize } from "../budget.ts";
import { defineTool } from "../define-tool.ts";
import { context, cursor, limit, name } from "../tool-inputs.ts";

/** `list_policies`: what there is to check with, and what a cluster has in force. */
export const listPoliciesTool = defineTool({
  name: "list_policies",
  title: "List policies",
  description:
    'Lists policies with severity, category and what they match. source "built-in": the sets that come with this server (their names are policySets of the other tools). source "cluster": the policies (of Kyverno, every kind, and of Kubernetes itself) and exceptions installed in a cluster, with kind, action, deprecation and whether they are ready; policySets "cluster" scans with them.',
  access: "reads-cluster",
  input: z.strictObject({
    source: z
      .enum(["built-in", "cluster"])
      .default("built-in")
      .meta({ description: "where the policies are", examples: ["cluster"] }),
    policySet: name("only this set's policies (built-in)", "pod-security"),
    context,
    limit,
    cursor,
  }),
  spellings: { policySets: "policySet", set: "policySet" },
  async run(input, services) {
    const { listPolicies } = await import("../../app/list-policies.ts");
    const list = await listPolicies({ ...input, ...answerSize(input.limit) }, services);
    return { facts: { ...list } };
  },
});
