import { goQuote } from "./go-quote.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";

/** A semantic version as blang/semver reads it. */
export interface Semver {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: readonly (bigint | string)[];
  readonly build: readonly string[];
}

const DIGITS = /^\d*$/;
const IDENTIFIER = /^[0-9A-Za-z-]*$/;
const MAX_UINT64 = 2n ** 64n - 1n;

/** Parses `major.minor.patch[-prerelease][+build]` strictly, with blang/semver's error texts. */
export function parseSemver(text: string): Parsed<Semver> {
  if (text === "") return notParsed("Version string empty");
  const [major = "", minor, ...rest] = text.split(".");
  if (minor === undefined || rest.length === 0)
    return notParsed("No Major.Minor.Patch elements found");
  const [release, build] = cut(rest.join("."), "+");
  const [patch, prereleaseText] = cut(release, "-");
  const numbers = parseNumbers([major, minor, patch]);
  if (!numbers.ok) return numbers;
  const prerelease = parsePrerelease(prereleaseText);
  if (!prerelease.ok) return prerelease;
  const buildError = checkBuild(build);
  if (buildError !== undefined) return notParsed(buildError);
  return parsed({
    ...numbers.value,
    prerelease: prerelease.value,
    build: build?.split(".") ?? [],
  });
}

/** Parses after Kubernetes' normalisation: a leading `v`, leading zeros and missing numbers are tolerated. */
export function parseLenientSemver(text: string): Parsed<Semver> {
  const bare = text.startsWith("v") ? text.slice(1) : text;
  const [major = "", minor, ...rest] = bare.split(".");
  const parts = [major, minor, rest.length === 0 ? undefined : rest.join(".")];
  const known = parts.filter((part) => part !== undefined).map(withoutZeros);
  if (known.length < 3 && /[+-]/.test(known.at(-1) ?? ""))
    return notParsed("short version cannot contain PreRelease/Build meta data");
  return parseSemver([...known, "0", "0"].slice(0, 3).join("."));
}

/** Below zero, zero or above; build metadata does not count. */
export function compareSemvers(a: Semver, b: Semver): number {
  const numbers =
    compare(a.major, b.major) || compare(a.minor, b.minor) || compare(a.patch, b.patch);
  if (numbers !== 0) return numbers;
  return comparePrereleases(a.prerelease, b.prerelease);
}

/** None at all is the release itself, which comes after all its prereleases. */
function comparePrereleases(
  a: readonly (bigint | string)[],
  b: readonly (bigint | string)[],
): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (const [index, identifier] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(identifier, other);
    if (order !== 0) return order;
  }
  return compare(a.length, b.length);
}

/** The version's text. */
export function formatSemver({ major, minor, patch, prerelease, build }: Semver): string {
  const tail = prerelease.length === 0 ? "" : `-${prerelease.join(".")}`;
  return `${major}.${minor}.${patch}${tail}${build.length === 0 ? "" : `+${build.join(".")}`}`;
}

const NUMBER_NAMES = ["Major", "Minor", "Patch"];

function parseNumbers(
  texts: readonly string[],
): Parsed<{ major: bigint; minor: bigint; patch: bigint }> {
  const numbers: bigint[] = [];
  for (const [index, text] of texts.entries()) {
    const number = parseNumber(NUMBER_NAMES[index] ?? "", text);
    if (!number.ok) return number;
    numbers.push(number.value);
  }
  const [major = 0n, minor = 0n, patch = 0n] = numbers;
  return parsed({ major, minor, patch });
}

function parseNumber(name: string, text: string): Parsed<bigint> {
  if (!DIGITS.test(text))
    return notParsed(`Invalid character(s) found in ${name.toLowerCase()} number ${goQuote(text)}`);
  if (text.length > 1 && text.startsWith("0"))
    return notParsed(`${name} number must not contain leading zeroes ${goQuote(text)}`);
  return parseUint(text);
}

function parseUint(text: string): Parsed<bigint> {
  const problem = `strconv.ParseUint: parsing ${goQuote(text)}`;
  if (text === "") return notParsed(`${problem}: invalid syntax`);
  const value = BigInt(text);
  return value > MAX_UINT64 ? notParsed(`${problem}: value out of range`) : parsed(value);
}

function parsePrerelease(text: string | undefined): Parsed<(bigint | string)[]> {
  const identifiers: (bigint | string)[] = [];
  for (const part of text?.split(".") ?? []) {
    const identifier = parseIdentifier(part);
    if (!identifier.ok) return identifier;
    identifiers.push(identifier.value);
  }
  return parsed(identifiers);
}

function parseIdentifier(text: string): Parsed<bigint | string> {
  if (text === "") return notParsed("Prerelease is empty");
  if (!DIGITS.test(text))
    return IDENTIFIER.test(text)
      ? parsed(text)
      : notParsed(`Invalid character(s) found in prerelease ${goQuote(text)}`);
  if (text.length > 1 && text.startsWith("0"))
    return notParsed(`Numeric PreRelease version must not contain leading zeroes ${goQuote(text)}`);
  return parseUint(text);
}

function checkBuild(text: string | undefined): string | undefined {
  for (const part of text?.split(".") ?? []) {
    if (part === "") return "Build meta data is empty";
    if (!IDENTIFIER.test(part))
      return `Invalid character(s) found in build meta data ${goQuote(part)}`;
  }
  return undefined;
}

function withoutZeros(part: string): string {
  if (part.length < 2) return part;
  const trimmed = part.replace(/^0+/, "");
  return /^\d/.test(trimmed) ? trimmed : `0${trimmed}`;
}

function cut(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

function compareIdentifiers(a: bigint | string, b: bigint | string): number {
  // Numbers come before words.
  if (typeof a !== typeof b) return typeof a === "bigint" ? -1 : 1;
  return compare(a, b);
}

function compare<T extends bigint | number | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
