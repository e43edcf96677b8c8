import { z } from "zod";
import { defineTool } from "../define-tool.ts";

/** `switch_context`: the session's default cluster. */
export const switchContextTool = defineTool({
  name: "switch_context",
  title: "Select a context for this session",
  description:
    "Makes a context the default of this session's later calls. In memory only: no kubeconfig is ever written and no other user is affected. To look at another cluster once, pass context to the tool instead.",
  access: "changes-session",
  input: z.strictObject({
    context: z
      .string()
      .min(1)
      .max(253)
      .meta({ description: "a name from list_contexts", examples: ["staging"] }),
  }),
  spellings: { contextName: "context", name: "context" },
  async run(input, services) {
    const { switchContext } = await import("../../app/switch-context.ts");
    return { facts: { ...(await switchContext(input, services)) } };
  },
});
