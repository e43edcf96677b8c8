import type { CelType } from "./types.ts";

/** A type as cel-go's error texts show it: `list(string)`, `map(string, dyn)`, `kubernetes.Quantity`. */
export function formatType(type: CelType): string {
  if (type.kind === "dyn") return "dyn";
  if (type.kind === "error") return "!error!";
  if (type.kind === "list") return `list(${formatType(type.element)})`;
  if (type.kind === "map") return `map(${formatType(type.key)}, ${formatType(type.value)})`;
  if (type.kind === "type") {
    const of = formatType(type.of);
    return of === "" ? "type" : `type(${of})`;
  }
  if (type.kind !== "opaque" || type.parameters.length === 0) return type.name;
  return `${type.name}(${type.parameters.map(formatType).join(", ")})`;
}
