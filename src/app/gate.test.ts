import { expect, test } from "vitest";
import { createGate } from "./gate.ts";

test("no more work runs at once than the gate allows, in its order, and failures free their place", async () => {
  const gate = createGate(2);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const work = (index: number) => async (): Promise<number> => {
    started.push(index);
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    if (index === 1) throw new Error("failed");
    return index;
  };

  const ended = await Promise.allSettled([0, 1, 2, 3, 4].map((index) => gate(work(index))));

  expect(most).toBe(2);
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect(ended.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
});
