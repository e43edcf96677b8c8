import { expect, test } from "vitest";
import { compileRegexp, replaceAllMatches } from "./go-regexp.ts";
import { randomMatch } from "./random-match.ts";

// Expected values are those of Go 1.26.
test.for([
  ["([a-z]+)", "ab1", "<$1>", "<ab>1"],
  ["(a)|b", "ab", "[$1]", "[a][]"],
  ["a*", "baac", "x", "xbxcx"],
  ["(?P<n>a)(?P<m>b)", "ab", "${m}$n", "ba"],
  ["a", "a", "$1x", ""],
  ["(a)", "a", "${1}x", "ax"],
  ["a", "a", "$$1", "$1"],
  ["a", "a", "${}", "${}"],
  ["(a)", "a", "${1", "${1"],
  ["a", "a", "$01", ""],
] as const)("%s in %s replaced by %s", ([pattern, text, replacement, expected]) => {
  const regex = compileRegexp(pattern);
  expect(regex.ok && replaceAllMatches(regex.value, text, replacement, 100)).toBe(expected);
});

test("a result that grows too long is given up", () => {
  const regex = compileRegexp("a");
  expect(regex.ok && replaceAllMatches(regex.value, "aaa", "1234", 10)).toBeUndefined();
});

test.for([
  ["(", "error parsing regexp: missing closing ): `(`"],
  ["(?=a)", "error parsing regexp: invalid or unsupported Perl syntax: `(?=`"],
  ["a\\", "error parsing regexp: trailing backslash at end of expression: ``"],
] as const)("%s is refused in Go's words", ([pattern, error]) => {
  expect(compileRegexp(pattern)).toEqual({ ok: false, error });
});

test.for(["[a-z]{5}", "a|b+", "^x[0-9]?$", ".é"])("a random text for %s matches it", (pattern) => {
  const regex = compileRegexp(pattern);
  if (!regex.ok) throw new Error(regex.error);
  for (let step = 0; step < 1; step += 0.1) {
    const text = randomMatch(regex.value, () => step) ?? "";
    expect(regex.value.matcher(text).matches()).toBe(true);
  }
});
