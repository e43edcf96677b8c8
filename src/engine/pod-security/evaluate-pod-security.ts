import type { JsonObject, Resource } from "../../manifest/resource.ts";
import { applyExclusions, compileExclusions, type PodSecurityExclusion } from "./exclusions.ts";
import { formatViolations } from "./format-violations.ts";
import { podIn } from "./pod-in-resource.ts";
import { runChecks, selectChecks, type FailedCheck } from "./run-checks.ts";

/** What a `podSecurity` block says about an object. */
export type PodSecurityOutcome =
  | { readonly kind: "pass" }
  /** It would fail without the exclusions that came with the request. */
  | { readonly kind: "exempt" }
  | {
      readonly kind: "fail";
      readonly failed: readonly FailedCheck[];
      /** `It violates PodSecurity "baseline:latest": …`, to stand after Kyverno's `Validation rule '…' failed. `. */
      readonly message: string;
    }
  | { readonly kind: "error"; readonly message: string };

export type PodSecurityCompilation =
  | {
      readonly ok: true;
      /** As written: how messages and reports name the standard. */
      readonly level: string;
      readonly version: string;
      /** `exclusions` are those of PolicyExceptions (`compileExclusions`), besides the block's own. */
      readonly evaluate: (
        resource: Resource,
        exclusions?: readonly PodSecurityExclusion[],
      ) => PodSecurityOutcome;
    }
  | { readonly ok: false; readonly message: string };

const NO_EXCLUSIONS: readonly PodSecurityExclusion[] = [];
const PASS: PodSecurityOutcome = { kind: "pass" };
const EXEMPT: PodSecurityOutcome = { kind: "exempt" };

/** Compiles a rule's `validate.podSecurity`. https://kyverno.io/docs/policy-types/cluster-policy/validate/#pod-security */
export function compilePodSecurity(block: JsonObject): PodSecurityCompilation {
  const level = textOf(block["level"]);
  const version = textOf(block["version"]);
  const minor = minorOf(version);
  if (minor === undefined)
    return { ok: false, message: `failed to parse pod security api version: ${VERSION_RULE}` };
  const checks = selectChecks(level, minor);
  const { exclude } = block;
  const own = compileExclusions(Array.isArray(exclude) ? exclude : []);

  function evaluate(resource: Resource, exclusions = NO_EXCLUSIONS): PodSecurityOutcome {
    const found = podIn(resource);
    if (!found.ok)
      return { kind: "error", message: `Error while getting new resource: ${found.message}` };
    const { pod, specPath } = found;
    const failed = applyExclusions(runChecks(checks, pod), own, checks, pod);
    if (failed.length === 0) return PASS;
    const left = applyExclusions(failed, exclusions, checks, pod);
    if (left.length === 0) return EXEMPT;
    const violations = formatViolations(left, specPath);
    return {
      kind: "fail",
      failed: left,
      message: `It violates PodSecurity "${level}:${version}": ${violations}`,
    };
  }
  return { ok: true, level, version, evaluate };
}

const VERSION_RULE = 'must be "latest" or "v1.x"';

/** 19 for v1.19; nothing written means the latest version. */
function minorOf(version: string): number | undefined {
  if (version === "" || version === "latest") return Number.POSITIVE_INFINITY;
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
