import { isMapping } from "./path.ts";
import type { ObjectMeta, Resource } from "./resource.ts";
import { stripManagedFields } from "./strip-managed-fields.ts";

/** What an API server's list holds, or what it is instead of a list. */
export type ParsedList =
  | { readonly ok: true; readonly listKind: string; readonly resources: readonly Resource[] }
  | { readonly ok: false; readonly is: "no JSON" | "no list" };

export interface ParseListOptions {
  /** Kind of the items, where they and the list do not say it. */
  readonly kind?: string;
  /** Leaves out metadata.managedFields, a third of most objects, and writes over `bytes` for it: only when nobody looks at it. */
  readonly dropManagedFields?: boolean;
}

/** Parses the answer to a list request. Items of built-in lists carry neither apiVersion nor kind; both are filled in from the list. */
export function parseList(bytes: Buffer, options: ParseListOptions = {}): ParsedList {
  const json = options.dropManagedFields === true ? stripManagedFields(bytes) : bytes;
  let list: unknown;
  try {
    list = JSON.parse(json.toString("utf8"));
  } catch {
    return { ok: false, is: "no JSON" };
  }
  const items = itemsOf(list);
  if (items === undefined || !isMapping(list)) return { ok: false, is: "no list" };
  const listKind = textOf(list["kind"]);
  const apiVersion = textOf(list["apiVersion"]);
  const kind = options.kind ? options.kind : listKind.replace(/List$/, "");
  const resources = items.map((item) => withType(item, apiVersion, kind));
  return { ok: true, listKind, resources };
}

/** An item of a list: those of built-in lists lack their type. */
export interface ListItem {
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** Go writes an empty list of some APIs as null. */
function itemsOf(list: unknown): readonly ListItem[] | undefined {
  if (!isMapping(list) || !Object.hasOwn(list, "items")) return undefined;
  const items = list["items"] ?? [];
  return isListOfItems(items) ? items : undefined;
}

function isListOfItems(items: unknown): items is readonly ListItem[] {
  return Array.isArray(items) && items.every(isListItem);
}

/** Whether parsed JSON is an item of a list of objects. */
export function isListItem(item: unknown): item is ListItem {
  return isMapping(item) && isMapping(item["metadata"]);
}

/** The item with its own type, or else this one. */
export function withType(item: ListItem, apiVersion: string, kind: string): Resource {
  return isResource(item) ? item : { ...item, apiVersion, kind };
}

function isResource(item: ListItem): item is ListItem & Resource {
  return typeof item["kind"] === "string";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
