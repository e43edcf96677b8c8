import { isMapping } from "../path.ts";

/**
 * Where the items of a file that is one JSON list begin, behind their bracket, and what stands before them; undefined for any
 * other file, and for a list that says so only behind its items in another way than kubectl writes it.
 */
export function itemsBegin(
  block: Buffer,
): { readonly list: Readonly<Record<string, unknown>>; readonly at: number } | undefined {
  const head = block.toString("latin1", 0, 64 * 1024);
  const found = /^(?:---)?\s*\{[^[]*?"items"\s*:\s*\[/.exec(head) ?? nestedHead(head);
  if (found === null) return undefined;
  const text = found[0];
  const before = text.replace(/^---/, "").replace(/,?\s*"items"\s*:\s*\[$/, "}");
  const list = parse(before);
  if (list === undefined || !mayBeList(list)) return undefined;
  return { list, at: text.length };
}

/** Metadata of a list may have lists of its own. */
function nestedHead(head: string): RegExpExecArray | null {
  return /^(?:---)?\s*\{[^]*?"items"\s*:\s*\[/.exec(head);
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** kubectl writes the kind behind the items. */
function mayBeList({ kind }: Readonly<Record<string, unknown>>): boolean {
  return kind === undefined || (typeof kind === "string" && kind.endsWith("List"));
}
