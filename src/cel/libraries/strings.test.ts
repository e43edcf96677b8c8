import { expect, test } from "vitest";
import { callLibrary } from "../../../test/support/call-library.ts";
import { CelError, type CelValue } from "../values.ts";
import { stringsLibrary } from "./strings.ts";

const call = callLibrary(stringsLibrary);
const TEXT = "héllo wörld 😀";

// oxfmt-ignore
test.for<[name: string, args: readonly CelValue[], result: CelValue]>([
  ["charAt", [TEXT, 12n], "😀"],
  ["charAt", [TEXT, 13n], ""],
  ["indexOf", [TEXT, "😀"], 12n],
  ["indexOf", [TEXT, ""], 0n],
  ["indexOf", ["abc", "", 9n], 3n],
  ["indexOf", ["abc", "a", 4n], -1n],
  ["lastIndexOf", [TEXT, ""], 13n],
  ["lastIndexOf", [TEXT, "o", 5n], 4n],
  ["lastIndexOf", ["tacocat", "at", 3n], -1n],
  ["lastIndexOf", ["abc", "c", 3n], -1n],
  ["lastIndexOf", ["abcabc", "c", 5n], 5n],
  ["lowerAscii", ["HÉLLO"], "hÉllo"],
  ["upperAscii", ["ßa"], "ßA"],
  ["replace", [TEXT, "l", "L"], "héLLo wörLd 😀"],
  ["replace", ["aaa", "a", "$&", 2n], "$&$&a"],
  ["replace", ["a😀", "", "-"], "-a-😀-"],
  ["replace", ["a😀", "", "-", 1n], "-a😀"],
  ["replace", ["abc", "a", "b", 0n], "abc"],
  ["split", ["a,b,,c", ","], ["a", "b", "", "c"]],
  ["split", ["a,b,c", ",", 0n], []],
  ["split", ["a,b,c", ",", 1n], ["a,b,c"]],
  ["split", ["a,b,c", ",", 2n], ["a", "b,c"]],
  ["split", ["h😀o", ""], ["h", "😀", "o"]],
  ["split", ["abc", "", 2n], ["a", "bc"]],
  ["split", ["", ""], []],
  ["split", ["", ","], [""]],
  ["substring", [TEXT, 11n], " 😀"],
  ["substring", [TEXT, 1n, 3n], "él"],
  ["trim", ["\u0085 \u3000x\ufeff\t"], "x\ufeff"],
  ["join", [["a", "b"]], "ab"],
  ["join", [["a", "b"], "-"], "a-b"],
  ["strings.quote", ["\u0007\"\\\u0001"], String.raw`"\a\"\\` + "\u0001\""],
])("%s%o gives %o", ([name, args, result]) => {
  expect(call(name, ...args)).toEqual(result);
});

// oxfmt-ignore
test.for<[name: string, args: readonly CelValue[], error: string]>([
  ["charAt", ["abc", 4n], "index out of range: 4"],
  ["charAt", ["abc", -1n], "index out of range: -1"],
  ["indexOf", ["abc", "a", -1n], "index out of range: -1"],
  ["lastIndexOf", ["abc", "a", -1n], "index out of range: -1"],
  ["substring", ["abc", -1n], "index out of range: -1"],
  ["substring", ["abc", 2n, 1n], "invalid substring range. start: 2, end: 1"],
  ["substring", ["abc", 0n, 4n], "index out of range: 4"],
  ["join", [["a", 1.5]], "join: invalid input: 1.5"],
])("%s%o fails as in cel-go", ([name, args, error]) => {
  expect(call(name, ...args)).toEqual(new CelError(error));
});
