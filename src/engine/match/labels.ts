import type { Resource } from "../../manifest/resource.ts";

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

const NONE: Labels = {};

/** The object's labels as Kubernetes reads unchecked objects: none at all when one is no string; null counts as empty. */
export function labelsOf(object: Resource | null): Labels {
  return textsOf(object, "labels");
}

/** The object's annotations, read as its labels are. */
export function annotationsOf(object: Resource | null): Labels {
  return textsOf(object, "annotations");
}

function textsOf(object: Resource | null, field: "labels" | "annotations"): Labels {
  const metadata: unknown = object?.metadata;
  const labels = isMap(metadata) ? metadata[field] : undefined;
  if (!isMap(labels)) return NONE;
  return isLabels(labels) ? labels : coerceNulls(labels);
}

function coerceNulls(labels: Readonly<Record<string, unknown>>): Labels {
  const entries = Object.entries(labels).map(([key, value]) => [key, value ?? ""] as const);
  const coerced = Object.fromEntries(entries);
  return isLabels(coerced) ? coerced : NONE;
}

function isLabels(labels: Readonly<Record<string, unknown>>): labels is Labels {
  for (const value of Object.values(labels)) if (typeof value !== "string") return false;
  return true;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
