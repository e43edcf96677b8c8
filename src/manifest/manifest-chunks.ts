import { constants } from "node:buffer";
import { itemsBegin } from "./chunks/items-begin.ts";
import { splitItems } from "./chunks/split-items.ts";
import { cutBehind, cutPlace } from "./chunks/text-cuts.ts";

/** A stretch of a manifest file that can be read by itself: plain data that crosses threads. */
export type ManifestChunk = DocumentsChunk | ItemsChunk | FrameChunk | UncutChunk;

/** Whole documents of a YAML stream, or lines of JSON. */
export interface DocumentsChunk {
  readonly form: "documents";
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Whether these are all of the file's. */
  readonly isWhole: boolean;
}

/** Items of the one JSON list that the file is, each with the comma or space before it. */
export interface ItemsChunk {
  readonly form: "items";
  readonly file: string;
  readonly bytes: Uint8Array;
  /** The list as far as it stands before its items. */
  readonly list: Readonly<Record<string, unknown>>;
  /** Place of the first item in the list. */
  readonly first: number;
  readonly items: number;
  /** Keys written in the items. */
  readonly keys: number;
  readonly hasLargeNumber: boolean;
}

/** What of such a file stands before the items and behind them. */
export interface FrameChunk {
  readonly form: "frame";
  readonly file: string;
  readonly head: string;
  readonly tail: string;
}

/** A file that has to be read as a whole. */
export interface UncutChunk {
  readonly form: "uncut";
  readonly file: string;
}

/**
 * Cuts a file into chunks of about `chunkBytes`: a JSON list between its items, YAML before its document markers, JSON lines
 * between lines. No more of the file than one chunk is held. A list's head must be in the first block; its frame comes last: only
 * then is it known that the file was a list.
 * @yields chunks in the file's order
 */
export async function* chunkManifest(
  file: string,
  bytes: AsyncIterable<Buffer>,
  chunkBytes: number,
): AsyncGenerator<ManifestChunk, void, undefined> {
  const blocks = bytes[Symbol.asyncIterator]();
  try {
    const opening = await blocks.next();
    const first = opening.done === true ? undefined : opening.value;
    if (first === undefined || !isPlainUtf8(first)) {
      yield { form: "uncut", file };
      return;
    }
    const begin = itemsBegin(first);
    const rest = prepend(first, blocks);
    yield* begin === undefined
      ? chunkText(file, rest, chunkBytes)
      : chunkList(file, rest, chunkBytes, begin);
  } finally {
    await blocks.return?.();
  }
}

/** Other encodings say so in their first bytes; control characters are no text. */
function isPlainUtf8(block: Buffer): boolean {
  return (block[0] ?? 0) < 0xfe && !block.subarray(0, 8192).some((byte) => byte < 7);
}

async function* prepend(
  first: Buffer,
  blocks: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one block after the other
    const next = await blocks.next();
    if (next.done === true) return;
    yield next.value;
  }
}

async function* chunkList(
  file: string,
  blocks: AsyncIterable<Buffer>,
  chunkBytes: number,
  { list, at }: { readonly list: ItemsChunk["list"]; readonly at: number },
): AsyncGenerator<ManifestChunk, void, undefined> {
  const splitter = splitItems(chunkBytes);
  const behind: Buffer[] = [];
  let head: string | undefined;
  let first = 0;
  for await (const block of blocks) {
    const items = head === undefined ? block.subarray(at) : block;
    head ??= block.toString("utf8", 0, at);
    if (splitter.isOver()) behind.push(block);
    else {
      for (const chunk of splitter.push(items)) {
        yield { form: "items", file, list, first, ...chunk };
        first += chunk.items;
      }
    }
  }
  const tail = Buffer.concat([splitter.rest(), ...behind]).toString("utf8");
  yield { form: "frame", file, head: head ?? "", tail };
}

async function* chunkText(
  file: string,
  blocks: AsyncIterable<Buffer>,
  chunkBytes: number,
): AsyncGenerator<ManifestChunk, void, undefined> {
  let pending: Buffer[] = [];
  let size = 0;
  let isWhole = true;
  let place: ReturnType<typeof cutPlace> | undefined;
  for await (const block of blocks) {
    place ??= cutPlace(block);
    pending.push(block);
    size += block.length;
    if (size < chunkBytes) continue;
    if (size > constants.MAX_STRING_LENGTH) break;
    const data = pending.length === 1 ? block : Buffer.concat(pending);
    const cut = cutBehind(data, place);
    pending = [data.subarray(cut)];
    size = data.length - cut;
    if (cut === 0) continue;
    isWhole = false;
    yield { form: "documents", file, bytes: data.subarray(0, cut), isWhole };
  }
  if (size > constants.MAX_STRING_LENGTH) yield { form: "uncut", file };
  else yield { form: "documents", file, bytes: Buffer.concat(pending), isWhole };
}
