import type { JsonObject, ObjectMeta, Resource } from "../manifest/resource.ts";

/** Whether parsed JSON is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An item of a list: those of built-in lists lack their type. */
export interface ListItem {
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** Whether parsed JSON is an item of a list of Kubernetes objects. */
export function isListItem(value: unknown): value is ListItem {
  return isJsonObject(value) && isJsonObject(value["metadata"]);
}

/** Whether parsed JSON is a Kubernetes object with its type. */
export function isResource(value: unknown): value is Resource {
  return isListItem(value) && typeof value["kind"] === "string";
}

/** The text under `key`; empty when there is none. */
export function textAt(value: unknown, key: string): string {
  const found = fieldAt(value, key);
  return typeof found === "string" ? found : "";
}

/** The texts in the list under `key`. */
export function textsAt(value: unknown, key: string): readonly string[] {
  const found = fieldAt(value, key);
  return Array.isArray(found) ? found.filter((item) => typeof item === "string") : [];
}

/** The object under `key`; empty when there is none. */
export function objectAt(value: unknown, key: string): JsonObject {
  const found = fieldAt(value, key);
  return isJsonObject(found) ? found : {};
}

/** The objects in the list under `key`. */
export function objectsAt(value: unknown, key: string): readonly JsonObject[] {
  const found = fieldAt(value, key);
  return Array.isArray(found) ? found.filter(isJsonObject) : [];
}

function fieldAt(value: unknown, key: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
