import type { Tool } from "./define-tool.ts";
import { helpTool } from "./tools/help.ts";
import { listContextsTool } from "./tools/list-contexts.ts";
import { listPoliciesTool } from "./tools/list-policies.ts";
import { switchContextTool } from "./tools/switch-context.ts";

/** Every tool of the server, in the order of `tools/list`. */
export const allTools: readonly Tool[] = [
  listContextsTool,
  switchContextTool,
  listPoliciesTool,
  helpTool,
];
