import { listFrame } from "./list-frame.ts";
import { isListItem, withType } from "./parse-list.ts";
import { isMapping } from "./path.ts";
import type { Resource } from "./resource.ts";

/** Fields that are left unread, because nobody looks at them. */
export interface UnreadFields {
  /** metadata.managedFields, a third of most objects. */
  readonly managedFields: boolean;
  /** The status of pods, a fifth of them. */
  readonly podStatus: boolean;
}

/** The bytes are no list as API servers write it; whoever wants to know why parses them as a whole. */
export class OddList extends Error {}

/** In compact JSON, as API servers write it, an item may end here and the next begin. */
const BETWEEN = Buffer.from('},{"metadata":{');
/** Places in one item where it only seems to end. */
const MAX_TRIES = 50;

/**
 * The objects of a list, one after the other: each is parsed when it is asked for and can be forgotten before the next, which
 * keeps memory small and caches warm. Throws `OddList` as soon as the bytes turn out to be something else.
 * @yields objects with their type
 */
export function* listItems(
  json: Buffer,
  kind: string,
  unread: UnreadFields,
): Generator<Resource, void, undefined> {
  const frame = listFrame(json);
  if (frame === undefined) throw new OddList();
  const { apiVersion, kind: listKind } = frame.list;
  const itemKind = kind === "" ? textOf(listKind).replace(/List$/, "") : kind;
  const isPod = itemKind === "Pod" && apiVersion === "v1";
  const skip = { ...unread, podStatus: unread.podStatus && isPod };
  let at = frame.begin;
  let searchFrom = at;
  let tries = 0;
  while (at < frame.end) {
    const found = json.indexOf(BETWEEN, searchFrom);
    const close = found < 0 || found >= frame.end ? frame.end : found + 1;
    const item = parseItem(json.toString("utf8", at, close), skip);
    searchFrom = close;
    tries += 1;
    if (item !== undefined) {
      if (!isListItem(item)) throw new OddList();
      yield withType(item, textOf(apiVersion), itemKind);
      at = close + 1;
      tries = 0;
    } else if (close === frame.end || tries > MAX_TRIES) throw new OddList();
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The item, if the text is one; undefined when it ends inside of it. A cut that leaves no JSON was in the wrong place. */
function parseItem(text: string, { managedFields, podStatus }: UnreadFields): unknown {
  const shorter = managedFields ? withoutManagedFields(text) : text;
  const shortest = podStatus ? withoutLastStatus(shorter) : shorter;
  const pod = shortest === shorter ? undefined : parse(shortest);
  if (isMapping(pod) && isMapping(pod["spec"])) return pod;
  const item = parse(shorter);
  return item === undefined && shorter !== text ? parse(text) : item;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Cuts the first list of that name out, up to the first place that may be its end. */
function withoutManagedFields(text: string): string {
  const from = text.indexOf('"managedFields":[');
  const close = from < 0 ? -1 : text.indexOf("}]", from);
  // After a backslash the quote belongs to a longer key.
  if (close < 0 || text[from - 1] === "\\") return text;
  const to = close + 2;
  if (text[to] === ",") return text.slice(0, from) + text.slice(to + 1);
  return text.slice(0, text[from - 1] === "," ? from - 1 : from) + text.slice(to);
}

/** Cuts the status off, which stands behind all else that a pod has. */
function withoutLastStatus(text: string): string {
  const from = text.indexOf(',"status":{');
  return from < 0 ? text : `${text.slice(0, from)}}`;
}
