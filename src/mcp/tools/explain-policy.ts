import { z } from "zod";
import { answerSize } from "../budget.ts";
import { defineTool } from "../define-tool.ts";
import { context, manifestText } from "../tool-inputs.ts";

/** `explain_policy`: what a policy does and why it decided. */
export const explainPolicyTool = defineTool({
  name: "explain_policy",
  title: "Explain a policy",
  description:
    "Explains a policy: what it matches, checks and says. With a manifest also why it decided so, step by step: match, conditions, variables and validations with the value of every part that mattered.",
  access: "reads-cluster",
  input: z.strictObject({
    policy: manifestText(
      "name from list_policies, or the policy itself as YAML or JSON",
      "disallow-privileged-containers",
    ),
    manifest: manifestText(
      "object to decide on; further documents are the cluster around it",
      "apiVersion: v1\nkind: Pod\n…",
    ).optional(),
    operation: z
      .enum(["CREATE", "UPDATE", "DELETE"])
      .default("CREATE")
      .meta({ description: "what happens to the object", examples: ["DELETE"] }),
    context,
  }),
  spellings: {
    policyName: "policy",
    name: "policy",
    manifests: "manifest",
    resource: "manifest",
  },
  async run(input, services) {
    const { explainPolicy } = await import("../../app/explain-policy.ts");
    const explanation = await explainPolicy({ ...input, ...answerSize(undefined) }, services);
    return { facts: { ...explanation } };
  },
});
