import { beginWalk, type JsonWalk, walkItem } from "./walk-json.ts";

/** Some whole items, with what stands before each. */
export interface ItemChunk {
  readonly bytes: Buffer;
  /** Objects and lists among them. */
  readonly items: number;
  /** Keys written in the items: more than their values have means that some are written twice. */
  readonly keys: number;
  /** Whether a number has so many digits that a float64 may not hold it. */
  readonly hasLargeNumber: boolean;
}

/** Cuts the items of a JSON list into chunks, in whatever blocks the bytes come. */
export interface ItemSplitter {
  /** Chunks that are complete with this block. */
  readonly push: (block: Buffer) => readonly ItemChunk[];
  /** Whether the bracket that ends the list was seen. */
  readonly isOver: () => boolean;
  /** What belongs to no chunk yet: once the list is over, what stands behind its items. */
  readonly rest: () => Buffer;
}

/** A splitter of the bytes behind a list's bracket; chunks have at least `chunkBytes` bytes, the last one excepted. */
export function splitItems(chunkBytes: number): ItemSplitter {
  const walk = beginWalk();
  let pending: Buffer = Buffer.alloc(0);
  let isOver = false;
  let items = 0;

  const cut = (data: Buffer, from: number, to: number): ItemChunk => {
    const chunk = { bytes: data.subarray(from, to), items, ...numbersOf(walk) };
    walk.keys = 0;
    walk.hasLargeNumber = false;
    items = 0;
    return chunk;
  };
  const push = (block: Buffer): readonly ItemChunk[] => {
    const data = pending.length === 0 ? block : Buffer.concat([pending, block]);
    const chunks: ItemChunk[] = [];
    let at = pending.length;
    let start = 0;
    while (!isOver && at < data.length) {
      const stop = walkItem(walk, data, at);
      at = stop.at;
      isOver = stop.why === "close";
      if (stop.why === "item") items += 1;
      const end = isOver ? at - 1 : at;
      const isFull = stop.why === "item" && at - start >= chunkBytes;
      if (isFull || (isOver && end > start)) {
        chunks.push(cut(data, start, end));
        start = end;
      }
    }
    pending = data.subarray(start);
    return chunks;
  };
  return {
    push,
    isOver: () => isOver,
    rest: () => pending,
  };
}

function numbersOf({ keys, hasLargeNumber }: JsonWalk): Pick<ItemChunk, "keys" | "hasLargeNumber"> {
  return { keys, hasLargeNumber };
}
