import {
  EVENT_ID,
  SCALAR_STYLE,
  getScalarValue,
  parseEvents,
  type Event,
  type ScalarEvent,
} from "js-yaml";
import type { Path } from "../path.ts";
import { goBoolean, goKey, goNumber } from "./go-scalars.ts";

/** Deeper nesting is refused: whatever walks the value later is recursive. */
export const MAX_DEPTH = 1000;

/** A node of a document's text: where it stands and what is below it. Aliases have the children of what they name. */
export interface PlacedNode {
  /** Offset of the node's first character; -1 for a value that is not written. */
  readonly at: number;
  readonly entries?: readonly PlacedEntry[];
  readonly items?: readonly PlacedNode[];
  /** Text of a plain scalar without a tag. */
  readonly plain?: string;
}

export interface PlacedEntry {
  readonly key: string;
  readonly keyAt: number;
  readonly value: PlacedNode;
  /** The key is `<<`: the value's entries belong to this mapping. */
  readonly merge: boolean;
}

/** The tree of the first document in `text`, undefined when there is none; throws js-yaml's exception for a broken text. */
export function placedTree(text: string): PlacedNode | undefined {
  // Tabs between the tokens of JSON are fine, js-yaml takes them for indentation.
  const source = /^\s*[{[]/.test(text) ? text.replaceAll("\t", " ") : text;
  const events = parseEvents(source, { maxDepth: MAX_DEPTH });
  return events.length > 2 ? new TreeBuilder(source, events).node() : undefined;
}

class TreeBuilder {
  readonly #source: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, PlacedNode>();
  /** Past the document event. */
  #next = 1;

  constructor(source: string, events: readonly Event[]) {
    this.#source = source;
    this.#events = events;
  }

  node(): PlacedNode {
    const event = this.#events[this.#next];
    this.#next += 1;
    if (event === undefined) return { at: -1 };
    const node = this.#build(event);
    if ("tagStart" in event && event.anchorStart >= 0) {
      this.#anchors.set(this.#source.slice(event.anchorStart, event.anchorEnd), node);
    }
    return node;
  }

  #build(event: Event): PlacedNode {
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event);
      case EVENT_ID.SEQUENCE:
        return { at: event.start, items: this.#items() };
      case EVENT_ID.MAPPING:
        return { at: event.start, entries: this.#entries() };
      case EVENT_ID.ALIAS: {
        const anchor = this.#anchors.get(this.#source.slice(event.anchorStart, event.anchorEnd));
        return { ...anchor, at: event.anchorStart - 1 };
      }
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
        return { at: -1 };
      default:
        return event satisfies never;
    }
  }

  #scalar(event: ScalarEvent): PlacedNode {
    const isPlain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
    const at = this.#scalarStart(event);
    return isPlain ? { at, plain: getScalarValue(this.#source, event) } : { at };
  }

  #scalarStart({ style, valueStart }: ScalarEvent): number {
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) {
      return valueStart - 1;
    }
    if (style === SCALAR_STYLE.PLAIN) return valueStart;
    // A block scalar begins with its indentation.
    let at = valueStart;
    while (/\s/.test(this.#source.charAt(at))) at += 1;
    return at;
  }

  #items(): PlacedNode[] {
    const items: PlacedNode[] = [];
    while (!this.#pop()) items.push(this.node());
    return items;
  }

  #entries(): PlacedEntry[] {
    const entries: PlacedEntry[] = [];
    while (!this.#pop()) {
      const event = this.#events[this.#next];
      const key = this.node();
      const written = event?.type === EVENT_ID.SCALAR ? getScalarValue(this.#source, event) : "";
      const value = this.node();
      entries.push({
        key: key.plain === undefined ? written : plainKey(key.plain),
        keyAt: key.at,
        value,
        merge: key.plain === "<<",
      });
    }
    return entries;
  }

  #pop(): boolean {
    const event = this.#events[this.#next];
    if (event !== undefined && event.type !== EVENT_ID.POP) return false;
    this.#next += 1;
    return true;
  }
}

/** `on:` is the key `true`, `0x10:` is `16`. */
function plainKey(text: string): string {
  return goKey(goBoolean(text) ?? goNumber(text) ?? text) ?? text;
}

/** Offset of the value at `path`, or of its key; of the nearest parent that is written when there is none. */
export function offsetAt(root: PlacedNode, path: Path, part: "value" | "key"): number {
  let node = root;
  let offset = root.at;
  for (const step of path) {
    const found = typeof step === "number" ? itemOf(node, step) : entryOf(node, step);
    if (found === undefined) return offset;
    node = found.value;
    offset = part === "key" || node.at < 0 ? found.keyAt : node.at;
  }
  return offset;
}

interface Found {
  readonly value: PlacedNode;
  readonly keyAt: number;
}

function itemOf(node: PlacedNode, index: number): Found | undefined {
  const item = node.items?.[index];
  return item === undefined ? undefined : { value: item, keyAt: item.at };
}

/** The last entry of that name: it is the one that counts. */
function entryOf(node: PlacedNode, key: string): Found | undefined {
  for (const entry of node.entries?.toReversed() ?? []) {
    if (!entry.merge && entry.key === key) return entry;
    if (!entry.merge) continue;
    for (const source of entry.value.items ?? [entry.value]) {
      const merged = entryOf(source, key);
      if (merged !== undefined) return merged;
    }
  }
  return undefined;
}
