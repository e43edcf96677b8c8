import { z } from "zod";
import { defineTool } from "../define-tool.ts";

/** `help`: pages to read. */
export const helpTool = defineTool({
  name: "help",
  title: "Help",
  description:
    "Help pages: overview, installation (this server, Kyverno), troubleshooting, policy-sets, or the name of a policy set for what it checks.",
  access: "nothing-outside",
  input: z.strictObject({
    topic: z
      .string()
      .min(1)
      .max(100)
      .default("overview")
      .meta({ description: "a topic or a policy set's name", examples: ["troubleshooting"] }),
  }),
  async run(input, services) {
    const { help } = await import("../../app/help.ts");
    const { page, ...facts } = await help(input, services);
    return { facts, document: page };
  },
});
