import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { mergeStreams } from "./merge-streams.ts";

async function* count(
  name: string,
  upTo: number,
  made: string[] = [],
): AsyncGenerator<string, void, undefined> {
  for (let index = 1; index <= upTo; index += 1) {
    // oxlint-disable-next-line no-await-in-loop -- a stream that takes its time
    await sleep(0);
    made.push(`${name}${index}`);
    yield `${name}${index}`;
  }
}

async function* fail(): AsyncGenerator<string, void, undefined> {
  yield "one";
  throw new Error("broken");
}

async function collect(stream: AsyncIterable<string>): Promise<readonly string[]> {
  const values: string[] = [];
  for await (const value of stream) values.push(value);
  return values;
}

test("all values arrive, those of one stream in order", async () => {
  const queue = [() => count("a", 3), () => count("b", 2), () => count("c", 1)];

  const values = await collect(mergeStreams(queue, 2, () => {}));

  expect(values.toSorted()).toEqual(["a1", "a2", "a3", "b1", "b2", "c1"]);
  expect(values.filter((value) => value.startsWith("a"))).toEqual(["a1", "a2", "a3"]);
});

test("a stream may queue others while it runs", async () => {
  const queue: (() => AsyncGenerator<string, void, undefined>)[] = [];
  queue.push(async function* first() {
    yield "first";
    queue.push(() => count("later", 1));
  });

  expect(await collect(mergeStreams(queue, 1, () => {}))).toEqual(["first", "later1"]);
});

test("each stream works ahead by one value only", async () => {
  const made: string[] = [];
  const merged = mergeStreams([() => count("a", 100, made)], 1, () => {});

  await merged.next();
  await sleep(30);

  expect(made).toEqual(["a1", "a2"]);
  await merged.return(undefined);
});

test("a failure is thrown and the other streams are ended", async () => {
  const onEnd = vi.fn<() => void>();
  const ended = vi.fn<() => void>();
  const counting = async function* counting() {
    try {
      yield* count("a", 1000);
    } finally {
      ended();
    }
  };

  await expect(collect(mergeStreams([counting, fail], 2, onEnd))).rejects.toThrow("broken");

  expect(onEnd).toHaveBeenCalledOnce();
  expect(ended).toHaveBeenCalledOnce();
});
