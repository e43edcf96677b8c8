import type { Tool } from "./define-tool.ts";
import { applyPoliciesTool } from "./tools/apply-policies.ts";
import { checkManifestsTool } from "./tools/check-manifests.ts";
import { explainPolicyTool } from "./tools/explain-policy.ts";
import { helpTool } from "./tools/help.ts";
import { listContextsTool } from "./tools/list-contexts.ts";
import { listPoliciesTool } from "./tools/list-policies.ts";
import { showViolationsTool } from "./tools/show-violations.ts";
import { switchContextTool } from "./tools/switch-context.ts";

/** Every tool of the server, in the order of `tools/list`. */
export const allTools: readonly Tool[] = [
  applyPoliciesTool,
  checkManifestsTool,
  explainPolicyTool,
  showViolationsTool,
  listPoliciesTool,
  listContextsTool,
  switchContextTool,
  helpTool,
];
