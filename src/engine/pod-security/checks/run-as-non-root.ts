import type { Pod } from "../pod.ts";
import {
  containersText,
  forbiddenField,
  forbiddenIn,
  nameOf,
  requiredIn,
  settersText,
  type Violation,
} from "../violation.ts";
import type { Check } from "./check.ts";

const PATH = "securityContext.runAsNonRoot";

/** Containers say, or inherit from the pod, that they don't run as root. https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const runAsNonRoot: Check = {
  id: "runAsNonRoot",
  level: "restricted",
  revisions: [{ sinceMinor: 0, check }],
};

function check({ spec, containers }: Pod): Violation | undefined {
  const ofPod = spec.securityContext?.runAsNonRoot;
  const podIsBad = ofPod === false;
  const explicit = containers.filter(({ context }) => context?.runAsNonRoot === false);
  const implicit =
    ofPod === true ? [] : containers.filter(({ context }) => !isSet(context?.runAsNonRoot));
  if (!podIsBad && explicit.length === 0 && implicit.length === 0) return undefined;
  return {
    reason: "runAsNonRoot != true",
    detail: () => {
      const details: string[] = [];
      const setters = settersText(podIsBad, explicit.map(nameOf));
      if (setters !== "") details.push(`${setters} must not set ${PATH}=false`);
      if (implicit.length > 0)
        details.push(`pod or ${containersText(implicit.map(nameOf))} must set ${PATH}=true`);
      return details.join("\n");
    },
    errors: [
      ...(podIsBad ? [forbiddenField(`spec.${PATH}`, false)] : []),
      ...explicit.map((place) => forbiddenIn(place, PATH, false)),
      ...implicit.map((place) => requiredIn(place, PATH)),
    ],
  };
}

function isSet(value: boolean | null | undefined): boolean {
  return value !== undefined && value !== null;
}
