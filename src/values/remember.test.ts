import { expect, test } from "vitest";
import { remember } from "./remember.ts";

test("an answer is computed once while it is remembered", () => {
  const asked: string[] = [];
  const length = remember((text: string) => {
    asked.push(text);
    return text.length;
  }, 2);
  expect(["a", "bb", "a", "bb"].map(length)).toEqual([1, 2, 1, 2]);
  expect(asked).toEqual(["a", "bb"]);
});

test("undefined is remembered too", () => {
  let count = 0;
  const first = remember((text: string) => {
    count += 1;
    return text[0];
  }, 2);
  expect([first(""), first("")]).toEqual([undefined, undefined]);
  expect(count).toBe(1);
});

test("beyond the limit it starts anew", () => {
  let count = 0;
  const double = remember((n: number) => {
    count += 1;
    return n * 2;
  }, 2);
  expect([1, 2, 3, 1].map(double)).toEqual([2, 4, 6, 2]);
  expect(count).toBe(4);
});
