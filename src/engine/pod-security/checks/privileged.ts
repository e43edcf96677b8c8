import type { Pod } from "../pod.ts";
import { containersText, forbiddenIn, nameOf, type Violation } from "../violation.ts";
import type { Check } from "./check.ts";

/** No privileged containers. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const privileged: Check = {
  id: "privileged",
  level: "baseline",
  revisions: [{ sinceMinor: 0, check }],
};

function check({ containers }: Pod): Violation | undefined {
  const bad = containers.filter(({ context }) => context?.privileged === true);
  if (bad.length === 0) return undefined;
  return {
    reason: "privileged",
    detail: () => `${containersText(bad.map(nameOf))} must not set securityContext.privileged=true`,
    errors: bad.map((place) => forbiddenIn(place, "securityContext.privileged", true)),
  };
}
