import { isMapping } from "./path.ts";

/** Where the items of a list stand, and everything of the list but its items. */
export interface ListFrame {
  readonly list: Readonly<Record<string, unknown>>;
  /** Behind the bracket that opens the items. */
  readonly begin: number;
  /** The bracket that closes them. */
  readonly end: number;
}

const HEAD_BYTES = 8 * 1024;
const TAIL_BYTES = 64 * 1024;
const MAX_TRIES = 64;

/**
 * Finds the items of a list without parsing them: built-in lists have their facts before the items, those of custom resources
 * behind. Undefined for what is no list, or is laid out otherwise.
 */
export function listFrame(json: Buffer): ListFrame | undefined {
  const head = beforeItems(json);
  const tail = head === undefined ? undefined : behindItems(json);
  if (head === undefined || tail === undefined || tail.end < head.begin) return undefined;
  return { list: { ...head.list, ...tail.list }, begin: head.begin, end: tail.end };
}

type List = Readonly<Record<string, unknown>>;

/** What stands before `items` is an object of its own when it is closed there: were the word inside another value, it would not be. */
function beforeItems(json: Buffer): { readonly list: List; readonly begin: number } | undefined {
  const head = json.toString("latin1", 0, HEAD_BYTES);
  const items = /,?\s*"items"\s*:\s*\[/.exec(head);
  if (items === null) return undefined;
  const list = parseObject(`${head.slice(0, items.index)}}`);
  return list === undefined ? undefined : { list, begin: items.index + items[0].length };
}

/** What stands behind the bracket that ends `items` closes an object; behind any other bracket there is one brace too many, or too few. */
function behindItems(json: Buffer): { readonly list: List; readonly end: number } | undefined {
  const from = Math.max(0, json.length - TAIL_BYTES);
  const tail = json.toString("latin1", from);
  let at = tail.length;
  for (let tries = 0; tries < MAX_TRIES && at > 0; tries += 1) {
    at = tail.lastIndexOf("]", at - 1);
    if (at < 0) return undefined;
    const list = parseObject(`{"items":[${tail.slice(at)}`);
    if (list !== undefined) return { list, end: from + at };
  }
  return undefined;
}

/** The object that a text is; undefined for any other text. */
export function parseObject(text: string): List | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
