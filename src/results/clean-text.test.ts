import { expect, test } from "vitest";
import { cleanText } from "./clean-text.ts";

test.for([
  ["a\u001B[31mred\u001B[0m b", "ared b", "colours"],
  ["\u001B]0;title\u0007name", "name", "a window title"],
  ["\u001B]8;;http://x\u001B\\link", "link", "a hyperlink"],
  ["safe\u202Egnp.exe", "safegnp.exe", "a right-to-left override"],
  ["a\u2066b\u2069c\u200Bd\uFEFF", "abcd", "isolates and zero-width characters"],
  ["bell\u0007nul\u0000del\u007Fc1\u009B31m", "bellnuldelc131m", "control characters"],
  ["hidden\u{E0041}\u{E0042}", "hidden", "invisible tag characters"],
  ["line\r\nnext\ttab", "line\nnext\ttab", "nothing of newlines and tabs but the return"],
  ["日本語 Ω é 🎉", "日本語 Ω é 🎉", "nothing of ordinary writing"],
] as const)("%j loses %s", ([text, clean]) => {
  expect(cleanText(text)).toBe(clean);
});

test("a long text is cut and shows that it was", () => {
  expect(cleanText("x".repeat(600))).toBe(`${"x".repeat(499)}…`);
  expect(cleanText("abcdef", 4)).toBe("abc…");
});

test("a cut never leaves half a character", () => {
  expect(cleanText("ab🎉cd", 4)).toBe("ab…");
});
