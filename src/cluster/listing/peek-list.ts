import { isJsonObject, objectAt, textAt } from "../json-fields.ts";

/** What a page says of itself. */
export interface ListHead {
  /** Kind of the list, such as PodList. */
  readonly listKind: string;
  /** Token of the next page; undefined on the last one. */
  readonly next: string | undefined;
  /** Objects behind this page, where the server knows. */
  readonly remaining: number | undefined;
}

const HEAD_BYTES = 8 * 1024;
const TAIL_BYTES = 64 * 1024;
const MAX_TRIES = 64;

/**
 * Reads a list's kind and continue token without parsing its items: built-in lists have them before the items, those of custom
 * resources behind. Undefined for what is no list.
 */
export function peekList(json: Buffer): ListHead | undefined {
  const list = beforeItems(json) ?? behindItems(json) ?? whole(json);
  if (list === undefined || !Object.hasOwn(list, "items")) return undefined;
  const metadata = objectAt(list, "metadata");
  const next = textAt(metadata, "continue");
  const remaining = metadata["remainingItemCount"];
  return {
    listKind: textAt(list, "kind"),
    next: next === "" ? undefined : next,
    remaining: typeof remaining === "number" ? remaining : undefined,
  };
}

type List = Readonly<Record<string, unknown>>;

/** What stands before `items` is an object of its own when it is closed there: were the word inside another value, it would not be. */
function beforeItems(json: Buffer): List | undefined {
  const head = json.toString("latin1", 0, HEAD_BYTES);
  const items = /,?\s*"items"\s*:\s*(?=\[)/.exec(head);
  if (items === null) return undefined;
  const list = parseObject(`${head.slice(0, items.index)}}`);
  return list !== undefined && Object.hasOwn(list, "metadata") ? { ...list, items: [] } : undefined;
}

/** What stands behind the bracket that ends `items` closes an object; behind any other bracket there is one brace too many, or too few. */
function behindItems(json: Buffer): List | undefined {
  const tail = json.toString("latin1", Math.max(0, json.length - TAIL_BYTES));
  let end = tail.length;
  for (let tries = 0; tries < MAX_TRIES && end > 0; tries += 1) {
    end = tail.lastIndexOf("]", end - 1);
    if (end < 0) return undefined;
    const list = parseObject(`{"items":[${tail.slice(end)}`);
    if (list !== undefined) return Object.hasOwn(list, "metadata") ? list : undefined;
  }
  return undefined;
}

function whole(json: Buffer): List | undefined {
  return parseObject(json.toString("utf8"));
}

function parseObject(text: string): List | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
