import { expect, test } from "vitest";
import {
  compareSemvers,
  formatSemver,
  parseLenientSemver,
  parseSemver,
  type Semver,
} from "./semver.ts";

function version(text: string): Semver {
  const result = parseSemver(text);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

test("versions order as semver says, build metadata apart", () => {
  const sorted = [
    "1.0.0-2",
    "1.0.0-10",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-beta",
    "1.0.0",
    "1.0.1",
    "1.10.0",
    "10.0.0",
  ];
  for (const [index, text] of sorted.entries()) {
    const orders = sorted.map((other) => compareSemvers(version(text), version(other)));
    expect(orders).toEqual(sorted.map((_, other) => Math.sign(index - other)));
  }
  expect(compareSemvers(version("1.2.3+a"), version("1.2.3+b"))).toBe(0);
});

test("a version keeps its text", () => {
  expect(formatSemver(version("1.2.3-alpha.1+b.2"))).toBe("1.2.3-alpha.1+b.2");
});

// oxfmt-ignore
test.for<[text: string, error: string]>([
  ["", "Version string empty"],
  ["1.2", "No Major.Minor.Patch elements found"],
  ["v1.2.3", 'Invalid character(s) found in major number "v1"'],
  ["1.b.3", 'Invalid character(s) found in minor number "b"'],
  ["1.2.3.4", 'Invalid character(s) found in patch number "3.4"'],
  ["01.2.3", 'Major number must not contain leading zeroes "01"'],
  ["1..2", 'strconv.ParseUint: parsing "": invalid syntax'],
  ["99999999999999999999.1.1", 'strconv.ParseUint: parsing "99999999999999999999": value out of range'],
  ["1.2.3-", "Prerelease is empty"],
  ["1.2.3-01", 'Numeric PreRelease version must not contain leading zeroes "01"'],
  ["1.2.3-a_b", 'Invalid character(s) found in prerelease "a_b"'],
  ["1.2.3+", "Build meta data is empty"],
  ["1.2.3+b_c", 'Invalid character(s) found in build meta data "b_c"'],
])("%o is no version, in blang/semver's words", ([text, error]) => {
  expect(parseSemver(text)).toEqual({ ok: false, error });
});

// oxfmt-ignore
test.for<[text: string, normal: string]>([
  ["v1.2", "1.2.0"], ["1", "1.0.0"], ["v01.02.03", "1.2.3"], ["000.1.2", "0.1.2"], ["1.2.03-rc.1", "1.2.3-rc.1"],
])("%s is normalised to %s", ([text, normal]) => {
  const result = parseLenientSemver(text);
  expect(result.ok && formatSemver(result.value)).toBe(normal);
});

test("a short version cannot have a prerelease", () => {
  const error = "short version cannot contain PreRelease/Build meta data";
  expect(parseLenientSemver("1.2-rc")).toEqual({ ok: false, error });
});
