import { z } from "zod";
import type { Tool } from "./define-tool.ts";

const schemas = new Map<Tool, z.core.JSONSchema.JSONSchema>();

/** The JSON Schema of a tool's arguments, as `tools/list` shows it; computed once. */
export function toolSchema(tool: Tool): z.core.JSONSchema.JSONSchema {
  const known = schemas.get(tool);
  if (known !== undefined) return known;
  const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: "input" });
  schemas.set(tool, schema);
  return schema;
}

/** A call that works: the required arguments with their examples, or else the first optional one. */
export function exampleCall(tool: Tool): Record<string, unknown> {
  const { properties = {}, required = [] } = toolSchema(tool);
  const names = Object.keys(properties);
  const chosen = required.length > 0 ? required : names.slice(0, 1);
  return Object.fromEntries(chosen.map((name) => [name, exampleIn(properties[name])]));
}

function exampleIn(schema: z.core.JSONSchema.JSONSchema | boolean | undefined): unknown {
  return typeof schema === "object" ? schema.examples?.[0] : undefined;
}
