import { expect, test } from "vitest";
import { parseSemver } from "./semver.ts";
import { parseSemverRange } from "./semver-range.ts";

function isInside(version: string, text: string): boolean | string {
  const range = parseSemverRange(text);
  const parsed = parseSemver(version);
  if (!range.ok) return range.error;
  return parsed.ok ? range.value(parsed.value) : parsed.error;
}

// Expected values are those of blang/semver 4.0.0.
test.for([
  ["1.2.3", ">=1.0.0 <2.0.0", true],
  ["1.2.3", "> 1.0.0  <1.2.3", false],
  ["4.0.0", ">=1.0.0 <2.0.0 || >=4.0.0", true],
  ["1.2.3-rc.1", "1.2.x", true],
  ["1.2.9", "1.2.x", true],
  ["1.0.9", "1.x.x", true],
  ["2.0.0", ">1.x", true],
  ["1.9.9", ">1.x", false],
  ["1.9.9", "<=1.x", true],
  ["0.9.0", "!1.x", false],
  ["1.2.3", "1.0.0 - 2.0.0", false],
  ["1.2.3+a", "=1.2.3+b", true],
  ["1.2.3", "", "Last element in range is '||'"],
  ["1.2.3", "x", "Last element in range is '||'"],
  ["1.2.3", "|| 1.2.3", "First element in range is '||'"],
  ["1.2.3", "abc", 'Could not get version from string: "abc"'],
  ["1.2.3", "^1.2.0", 'Could not parse Range "^1.2.0": Could not parse comparator "^" in "^1.2.0"'],
  [
    "1.2.3",
    ">=1.2",
    'Could not parse Range ">=1.2": Could not parse version "1.2" in ">=1.2": No Major.Minor.Patch elements found',
  ],
] as const)("%s in %s", ([version, range, expected]) => {
  expect(isInside(version, range)).toBe(expected);
});
