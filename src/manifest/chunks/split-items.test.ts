import { expect, test } from "vitest";
import { type ItemChunk, splitItems } from "./split-items.ts";

/** Feeds a text in blocks of `blockBytes`. */
function split(text: string, blockBytes: number, chunkBytes: number) {
  const bytes = Buffer.from(text);
  const splitter = splitItems(chunkBytes);
  const chunks: ItemChunk[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes)
    chunks.push(...splitter.push(bytes.subarray(at, at + blockBytes)));
  return {
    chunks,
    texts: chunks.map((chunk) => chunk.bytes.toString()),
    rest: splitter.rest().toString(),
    isOver: splitter.isOver(),
  };
}

const ITEMS = [
  { a: 1, text: 'quote " bracket ] } backslash \\ end' },
  { b: [[], {}, ["]"]], c: { "d:": "é".repeat(9) } },
  [1, 2],
  { "": "" },
];
const LIST = `${JSON.stringify(ITEMS).slice(1)},"kind":"List"}`;

test.for([1, 2, 3, 7, 1000])("items come whole in blocks of %s bytes", (blockBytes) => {
  const { texts, rest, isOver } = split(LIST, blockBytes, 1);
  expect(JSON.parse(`[${texts.join("")}]`)).toEqual(ITEMS);
  expect(texts).toHaveLength(ITEMS.length);
  expect(isOver).toBe(true);
  expect(rest).toBe('],"kind":"List"}');
});

test("chunks are as large as wanted, and count the keys in them", () => {
  const { texts, chunks } = split(LIST, 11, 60);
  expect(JSON.parse(`[${texts.join("")}]`)).toEqual(ITEMS);
  expect(texts.length).toBeLessThan(ITEMS.length);
  expect(chunks.reduce((sum, { keys }) => sum + keys, 0)).toBe(6);
});

test.for([
  ['{"a":1234567890123456}]', true],
  ['{"a":123456789012345}]', false],
  ['{"a":"12345678901234567890"}]', false],
])("a number of more digits than a float64 holds is noticed: %s", ([text, isLarge]) => {
  expect(split(String(text), 4, 1).chunks.map((chunk) => chunk.hasLargeNumber)).toEqual([isLarge]);
});

test("an empty list has no chunk, a list that is cut off no end", () => {
  expect(split("]}", 10, 1)).toMatchObject({ texts: [], rest: "]}", isOver: true });
  expect(split('{"a":[1,2', 10, 1)).toMatchObject({ texts: [], isOver: false });
});
