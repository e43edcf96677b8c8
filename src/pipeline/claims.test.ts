import { expect, test } from "vitest";
import { createClaims } from "./claims.ts";

test("the first in order counts, whoever asks first", async () => {
  const claims = createClaims();
  const late = claims.claim(2, ["a", "b", "b", ""]);
  const middle = claims.claim(1, ["c"]);
  const first = claims.claim(0, ["a", "", ""]);
  expect(await Promise.all([first, middle, late])).toEqual([[], [], [0, 2]]);
});

test("whoever passes its turn holds nobody up", async () => {
  const claims = createClaims();
  const last = claims.claim(3, ["a"]);
  claims.pass(1);
  claims.pass(0);
  claims.pass(0);
  claims.pass(2);
  expect(await last).toEqual([]);
});

test("what is given back can be claimed again", async () => {
  const claims = createClaims();
  await claims.claim(0, ["a"]);
  await claims.claim(1, ["b"]);
  claims.forget(1);
  expect(await claims.claim(2, ["a", "b"])).toEqual([0]);
});
