import { readFileSync } from "node:fs";
import { textAt } from "../json-fields.ts";

/** `kyverno-mcp/VERSION`: how API server logs and FlowSchemas tell this program apart. */
export const USER_AGENT = `kyverno-mcp/${readVersion()}`;

function readVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return textAt(JSON.parse(text), "version");
}
