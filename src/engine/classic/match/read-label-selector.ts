import type { Json, JsonObject } from "../../../manifest/resource.ts";
import type { LabelSelectorSpec } from "../../../values/label-selector.ts";

type Requirement = NonNullable<LabelSelectorSpec["matchExpressions"]>[number];

/** A selector's JSON as the type that selectors are compiled from; what is not of its shape is left out. */
export function readLabelSelector(json: JsonObject): LabelSelectorSpec {
  const labels = json["matchLabels"];
  const expressions = json["matchExpressions"];
  return {
    ...(isObject(labels) && { matchLabels: textEntries(labels) }),
    ...(isList(expressions) && { matchExpressions: expressions.flatMap(readRequirement) }),
  };
}

function textEntries(labels: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, value] as const] : [],
    ),
  );
}

function readRequirement(json: Json): readonly Requirement[] {
  if (!isObject(json)) return [];
  const { key, operator, values } = json;
  if (typeof key !== "string" || typeof operator !== "string") return [];
  const texts = isList(values) ? values.filter((value) => typeof value === "string") : undefined;
  return [{ key, operator, ...(texts !== undefined && { values: texts }) }];
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !isList(json);
}
