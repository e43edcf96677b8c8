import { goQuote } from "../../../values/go-quote.ts";
import type { PlacedContainer, Pod } from "../pod.ts";
import {
  forbiddenField,
  forbiddenIn,
  nameOf,
  quotedList,
  settersText,
  sortedSet,
  type Violation,
} from "../violation.ts";
import type { Check } from "./check.ts";

const ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";
const PATH = "securityContext.appArmorProfile.type";

/** No other AppArmor profile than the runtime's or the node's. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const appArmorProfile: Check = {
  id: "appArmorProfile",
  level: "baseline",
  revisions: [{ sinceMinor: 0, check }],
};

function check(pod: Pod): Violation | undefined {
  const ofPod = pod.spec.securityContext?.appArmorProfile;
  const podIsBad = isForbidden(ofPod);
  const bad = pod.containers.filter(({ context }) => isForbidden(context?.appArmorProfile));
  const annotations = forbiddenAnnotations(pod);
  if (!podIsBad && bad.length === 0 && annotations.length === 0) return undefined;
  const errors = [
    ...(podIsBad ? [forbiddenField(`spec.${PATH}`, ofPod?.type ?? "")] : []),
    ...bad.map((place) => forbiddenIn(place, PATH, typeOf(place))),
  ];
  const values = [
    ...sortedSet(errors.map(({ badValue }) => String(badValue ?? ""))),
    ...annotations.map(([key, value]) => `${key}=${goQuote(value)}`),
  ];
  return {
    reason: `forbidden AppArmor ${values.length === 1 ? "profile" : "profiles"}`,
    detail: () => {
      const setters = [settersText(podIsBad, bad.map(nameOf)), annotationsText(annotations.length)];
      const text = setters.filter((setter) => setter !== "").join(" and ");
      return `${text} must not set AppArmor profile type to ${quotedList(values)}`;
    },
    errors: [
      ...errors,
      ...annotations.map(([key, value]) => forbiddenField(`metadata.annotations[${key}]`, value)),
    ],
  };
}

type Profile = { readonly type?: string | null | undefined } | null | undefined;

function isForbidden(profile: Profile): boolean {
  if (profile === undefined || profile === null) return false;
  return profile.type !== "RuntimeDefault" && profile.type !== "Localhost";
}

function typeOf({ context }: PlacedContainer): string {
  return context?.appArmorProfile?.type ?? "";
}

function annotationsText(count: number): string {
  if (count === 0) return "";
  return count === 1 ? "annotation" : "annotations";
}

/** The old way of setting a profile. Sorted: Kubernetes lists them in no fixed order. */
function forbiddenAnnotations({ annotations }: Pod): readonly (readonly [string, string])[] {
  const found: [string, string][] = [];
  for (const key of Object.keys(annotations)) {
    if (!key.startsWith(ANNOTATION)) continue;
    const value = annotations[key] ?? "";
    if (value !== "" && value !== "runtime/default" && !value.startsWith("localhost/"))
      found.push([key, value]);
  }
  return found.toSorted(([left], [right]) => (left < right ? -1 : 1));
}
