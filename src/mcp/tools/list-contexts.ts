import { z } from "zod";
import { defineTool } from "../define-tool.ts";

/** `list_contexts`: the clusters that can be named. */
export const listContextsTool = defineTool({
  name: "list_contexts",
  title: "List cluster contexts",
  description:
    "Lists the kubeconfig's contexts: which one is selected, its server, and its Kubernetes version if it answers within 2 s. Call it first when it is unclear which cluster is meant.",
  access: "reads-cluster",
  input: z.strictObject({
    reach: z
      .boolean()
      .default(true)
      .meta({ description: "ask each cluster for its version", examples: [false] }),
  }),
  async run(input, services) {
    const { listContexts } = await import("../../app/list-contexts.ts");
    return { facts: { ...(await listContexts(input, services)) } };
  },
});
