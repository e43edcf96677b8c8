import { goQuote } from "../../../values/go-quote.ts";
import { isWindowsPod, type PlacedContainer, type Pod, type PodSpec } from "../pod.ts";
import {
  containersText,
  forbiddenField,
  forbiddenIn,
  nameOf,
  quotedList,
  requiredIn,
  settersText,
  sortedSet,
  type Violation,
} from "../violation.ts";
import type { Check } from "./check.ts";

const PATH = "securityContext.seccompProfile.type";
const POD_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER_ANNOTATION = "container.seccomp.security.alpha.kubernetes.io/";

/** No seccomp profile but the runtime's or the node's. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const seccompProfileBaseline: Check = {
  id: "seccompProfile_baseline",
  level: "baseline",
  revisions: [
    { sinceMinor: 0, check: checkAnnotations },
    { sinceMinor: 19, check: checkExplicit },
  ],
};

/** A seccomp profile has to be set, for the pod or for each container. https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const seccompProfileRestricted: Check = {
  id: "seccompProfile_restricted",
  level: "restricted",
  revisions: [
    { sinceMinor: 19, check: checkRestricted },
    { sinceMinor: 25, check: (pod) => (isWindowsPod(pod) ? undefined : checkRestricted(pod)) },
  ],
};

type Profile = { readonly type?: string | null | undefined } | null | undefined;

function isAllowed(profile: Profile): boolean {
  return profile?.type === "RuntimeDefault" || profile?.type === "Localhost";
}

function isForbidden(profile: Profile): boolean {
  return profile !== undefined && profile !== null && !isAllowed(profile);
}

function checkExplicit({ spec, containers }: Pod): Violation | undefined {
  const ofPod = spec.securityContext?.seccompProfile;
  const podIsBad = isForbidden(ofPod);
  const bad = containers.filter(({ context }) => isForbidden(context?.seccompProfile));
  return podIsBad || bad.length > 0 ? explicitViolation(spec, podIsBad, bad) : undefined;
}

function explicitViolation(
  spec: PodSpec,
  podIsBad: boolean,
  bad: readonly PlacedContainer[],
): Violation {
  const podType = spec.securityContext?.seccompProfile?.type ?? "";
  const types = bad.map(({ context }) => context?.seccompProfile?.type ?? "");
  const errors = bad.map((place, index) => forbiddenIn(place, PATH, types[index] ?? ""));
  return {
    reason: "seccompProfile",
    detail: () =>
      `${settersText(podIsBad, bad.map(nameOf))} must not set ${PATH} to ` +
      quotedList(sortedSet(podIsBad ? [podType, ...types] : types)),
    errors: podIsBad ? [forbiddenField(`spec.${PATH}`, podType), ...errors] : errors,
  };
}

/** Profiles that are set wrongly hide those that are missing. */
function checkRestricted(pod: Pod): Violation | undefined {
  const explicit = checkExplicit(pod);
  if (explicit !== undefined || isAllowed(pod.spec.securityContext?.seccompProfile))
    return explicit;
  const missing = pod.containers.filter(
    ({ context }) => (context?.seccompProfile ?? null) === null,
  );
  if (missing.length === 0) return undefined;
  return {
    reason: "seccompProfile",
    detail: () =>
      `pod or ${containersText(missing.map(nameOf))} must set ${PATH} to "RuntimeDefault" or "Localhost"`,
    errors: missing.map((place) => requiredIn(place, PATH)),
  };
}

/** Before v1.19 profiles were annotations. */
function checkAnnotations({ annotations, containers }: Pod): Violation | undefined {
  const keys = [
    POD_ANNOTATION,
    ...containers.map((place) => `${CONTAINER_ANNOTATION}${nameOf(place)}`),
  ];
  const bad = keys.filter(
    (key) => Object.hasOwn(annotations, key) && !isAllowedText(annotations[key]),
  );
  if (bad.length === 0) return undefined;
  const texts = sortedSet(bad.map((key) => `${key}=${goQuote(annotations[key] ?? "")}`));
  return {
    reason: "seccompProfile",
    detail: () =>
      `forbidden ${texts.length === 1 ? "annotation" : "annotations"} ${texts.join(", ")}`,
    errors: bad.map((key) =>
      forbiddenField(`metadata.annotations[${key}]`, annotations[key] ?? ""),
    ),
  };
}

function isAllowedText(value: string | null | undefined): boolean {
  if (value === "runtime/default" || value === "docker/default") return true;
  return value?.startsWith("localhost/") === true;
}
