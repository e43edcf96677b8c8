import {
  compareSemvers,
  formatSemver,
  parseLenientSemver,
  parseSemver,
  type Semver,
} from "../../values/semver.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelObject, type CelResult } from "../values.ts";
import { OpaqueValue } from "./opaque-value.ts";

const TYPE = "kubernetes.Semver";

/** A semantic version as a CEL value; equality ignores build metadata. */
export class CelSemver extends OpaqueValue {
  readonly typeName = TYPE;
  readonly version: Semver;
  constructor(version: Semver) {
    super();
    this.version = version;
  }
  equals(other: CelObject): boolean {
    return other instanceof CelSemver && compare(this, other) === 0n;
  }
  toJsonText(): string {
    return JSON.stringify(formatSemver(this.version));
  }
}

// oxfmt-ignore
/** Kubernetes' semver functions (apiserver pkg/cel/library/semverlib.go, version 1). */
export const kubernetesSemverLibrary: CelLibrary = {
  name: "k8s.semver",
  functions: [
    overload(null, "semver",        ["string"],         TYPE,   toSemver),
    overload(null, "semver",        ["string", "bool"], TYPE,   toSemver),
    overload(null, "isSemver",      ["string"],         "bool", (text: string) => parse(text, false).ok),
    overload(null, "isSemver",      ["string", "bool"], "bool", (text: string, lenient: boolean) => parse(text, lenient).ok),
    overload(TYPE, "major",         [],                 "int",  (v: CelSemver) => BigInt.asIntN(64, v.version.major)),
    overload(TYPE, "minor",         [],                 "int",  (v: CelSemver) => BigInt.asIntN(64, v.version.minor)),
    overload(TYPE, "patch",         [],                 "int",  (v: CelSemver) => BigInt.asIntN(64, v.version.patch)),
    overload(TYPE, "isGreaterThan", [TYPE],             "bool", (a: CelSemver, b: CelSemver) => compare(a, b) > 0n),
    overload(TYPE, "isLessThan",    [TYPE],             "bool", (a: CelSemver, b: CelSemver) => compare(a, b) < 0n),
    overload(TYPE, "compareTo",     [TYPE],             "int",  compare),
  ],
};

function parse(text: string, lenient: boolean): ReturnType<typeof parseSemver> {
  return lenient ? parseLenientSemver(text) : parseSemver(text);
}

function toSemver(text: string, lenient = false): CelResult {
  const version = parse(text, lenient);
  return version.ok ? new CelSemver(version.value) : new CelError(version.error);
}

function compare(a: CelSemver, b: CelSemver): bigint {
  return BigInt(compareSemvers(a.version, b.version));
}
