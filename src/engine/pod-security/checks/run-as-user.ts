import type { Pod } from "../pod.ts";
import { forbiddenField, forbiddenIn, nameOf, settersText, type Violation } from "../violation.ts";
import type { Check } from "./check.ts";

const PATH = "securityContext.runAsUser";

/** Nobody asks for user 0. https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const runAsUser: Check = {
  id: "runAsUser",
  level: "restricted",
  revisions: [{ sinceMinor: 23, check }],
};

function check({ spec, containers }: Pod): Violation | undefined {
  const podIsBad = spec.securityContext?.runAsUser === 0;
  const bad = containers.filter(({ context }) => context?.runAsUser === 0);
  if (!podIsBad && bad.length === 0) return undefined;
  const errors = bad.map((place) => forbiddenIn(place, PATH, 0));
  return {
    reason: "runAsUser=0",
    detail: () => `${settersText(podIsBad, bad.map(nameOf))} must not set runAsUser=0`,
    errors: podIsBad ? [forbiddenField(`spec.${PATH}`, 0), ...errors] : errors,
  };
}
