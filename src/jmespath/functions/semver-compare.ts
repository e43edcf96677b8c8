import { parseSemver, type Semver } from "../../values/semver.ts";
import { parseSemverRange } from "../../values/semver-range.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";

/** What Kyverno takes a text for that is no version. */
const ZERO: Semver = { major: 0n, minor: 0n, patch: 0n, prerelease: [], build: [] };

/** `semver_compare`: whether a version lies in a range. */
export const semverCompare = defineFunction({
  name: "semver_compare",
  summary: "whether a version lies in a range",
  args: [["string"], ["string"]],
  returns: ["bool"],
  call: ([text, range]) => {
    const isInside = parseSemverRange(String(range));
    if (!isInside.ok) return new QueryError(isInside.error);
    const version = parseSemver(String(text));
    return isInside.value(version.ok ? version.value : ZERO);
  },
});
