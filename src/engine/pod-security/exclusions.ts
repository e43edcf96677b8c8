import type { JsonObject } from "../../manifest/resource.ts";
import { compileWildcard } from "../../values/wildcard.ts";
import { CONTROLS } from "./controls.ts";
import { podOf, type Pod, type PodSpec } from "./pod.ts";
import { runChecks, type ChecksOfStandard, type FailedCheck } from "./run-checks.ts";
import type { BadValue, FieldError } from "./violation.ts";

/** A control, or part of one, that a rule or an exception leaves out. */
export interface PodSecurityExclusion {
  readonly checkIds: readonly string[];
  /** The containers it is for; absent: it is for the pod's own fields. */
  readonly hasImage: Matcher | undefined;
  /** With `*` for indexes; empty: every field. */
  readonly restrictedField: string;
  /** Which values it allows; absent: any. */
  readonly allows: Matcher | undefined;
}

type Matcher = (text: string) => boolean;

/** Compiles the entries of `exclude` or of an exception's `podSecurity`. https://kyverno.io/docs/policy-types/cluster-policy/validate/#exemptions */
export function compileExclusions(entries: readonly JsonObject[]): readonly PodSecurityExclusion[] {
  return entries.map((entry) => {
    const { controlName, images, restrictedField, values } = entry;
    const name = typeof controlName === "string" ? controlName : "";
    return {
      checkIds: Object.hasOwn(CONTROLS, name) ? (CONTROLS[name] ?? []) : [],
      hasImage: anyOf(images),
      restrictedField: typeof restrictedField === "string" ? restrictedField : "",
      allows: anyOf(values),
    };
  });
}

/** Wildcards of which one has to match; undefined where there are none. */
function anyOf(patterns: unknown): Matcher | undefined {
  if (!Array.isArray(patterns) || patterns.length === 0) return undefined;
  const matchers = patterns.map((pattern) => compileWildcard(String(pattern)));
  return (text) => matchers.some((matches) => matches(text));
}

/** What is left of violations after exclusions, applied one after the other. */
export function applyExclusions(
  failed: readonly FailedCheck[],
  exclusions: readonly PodSecurityExclusion[],
  checks: ChecksOfStandard,
  pod: Pod,
): readonly FailedCheck[] {
  let left = failed;
  for (const exclusion of exclusions) {
    if (left.length === 0) return left;
    left = applyExclusion(left, exclusion, checks, pod);
  }
  return left;
}

/**
 * Kyverno checks the excluded part of the pod by itself, and takes one violation away for each that it finds there
 * with an allowed value: the first one in the same field, of a container with the same name, whatever its value.
 */
function applyExclusion(
  failed: readonly FailedCheck[],
  { checkIds, hasImage, restrictedField, allows }: PodSecurityExclusion,
  checks: ChecksOfStandard,
  pod: Pod,
): readonly FailedCheck[] {
  const isConcerned = ({ id }: { readonly id: string }): boolean => checkIds.includes(id);
  if (!failed.some(isConcerned)) return failed;
  const part = hasImage === undefined ? withoutContainers(pod) : onlyContainers(pod, hasImage);
  const found = new Map(
    runChecks(checks.filter(isConcerned), part).map(({ id, errors }) => [id, errors]),
  );
  return failed.flatMap((check) => {
    const exempt = (found.get(check.id) ?? []).filter(
      (error) =>
        (restrictedField === "" || starred(error.field) === restrictedField) &&
        (allows === undefined || textsOf(error.badValue).every(allows)),
    );
    if (exempt.length === 0) return [check];
    const errors = removeEach(check.errors, exempt, hasImage !== undefined);
    return errors.length === 0 ? [] : [{ ...check, errors }];
  });
}

/** The pod's own fields, with a container in which everything is missing. */
function withoutContainers({ annotations, spec }: Pod): Pod {
  const own: PodSpec = {
    ...spec,
    initContainers: [],
    containers: [{ name: "fake" }],
    ephemeralContainers: [],
  };
  return podOf(own, annotations);
}

/** The containers with one of the images, and nothing else of the pod. */
function onlyContainers({ containers }: Pod, hasImage: Matcher): Pod {
  return {
    annotations: {},
    spec: {},
    containers: containers.filter(({ container }) => hasImage(container.image ?? "")),
  };
}

function textsOf(badValue: BadValue | undefined): readonly string[] {
  if (badValue === undefined) return [];
  return typeof badValue === "object" ? badValue : [String(badValue)];
}

/** Fields that differ only in their indexes are the same for exclusions. */
function starred(field: string): string {
  return field.replaceAll(/\d+/g, "*");
}

/** As in Kyverno the last error takes the place of a removed one, which shows in the message. */
function removeEach(
  errors: readonly FieldError[],
  exempt: readonly FieldError[],
  byContainer: boolean,
): readonly FieldError[] {
  const left = [...errors];
  for (const { field, container } of exempt) {
    const wanted = starred(field);
    const at = left.findIndex(
      (error) => starred(error.field) === wanted && (!byContainer || error.container === container),
    );
    const last = at === -1 ? undefined : left.pop();
    if (last !== undefined && at < left.length) left[at] = last;
  }
  return left;
}
