import { expect, test } from "vitest";
import { equalFold, toLowerCase, toUpperCase } from "./letter-case.ts";

test.for([
  ["héllo", "HÉLLO", "héllo"],
  ["ß", "ß", "ß"],
  ["ŉ", "ŉ", "ŉ"],
  ["İ", "İ", "i"],
  ["ΑΣ", "ΑΣ", "ασ"],
  ["ᾳ", "ᾼ", "ᾳ"],
  ["ᾀ", "ᾈ", "ᾀ"],
  ["ﬁ", "ﬁ", "ﬁ"],
] as const)("no letter of %s becomes two", ([text, upper, lower]) => {
  expect([toUpperCase(text), toLowerCase(text)]).toEqual([upper, lower]);
});

test.for([
  ["Go", "GO", true],
  ["K", "\u212a", true],
  ["ſ", "S", true],
  ["ß", "ẞ", true],
  ["ß", "ss", false],
  ["İ", "i", false],
  ["σ", "ς", true],
  ["a", "b", false],
] as const)("%s and %s fold alike: %s", ([left, right, expected]) => {
  expect(equalFold(left, right)).toBe(expected);
});
