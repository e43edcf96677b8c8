import { isWindowsPod, type PlacedContainer, type Pod } from "../pod.ts";
import {
  containersText,
  forbiddenIn,
  nameOf,
  requiredIn,
  type FieldError,
  type Violation,
} from "../violation.ts";
import type { Check } from "./check.ts";

const PATH = "securityContext.allowPrivilegeEscalation";

/** Processes must not gain privileges. https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const allowPrivilegeEscalation: Check = {
  id: "allowPrivilegeEscalation",
  level: "restricted",
  revisions: [
    { sinceMinor: 8, check },
    { sinceMinor: 25, check: (pod) => (isWindowsPod(pod) ? undefined : check(pod)) },
  ],
};

function check({ containers }: Pod): Violation | undefined {
  const bad = containers.filter(({ context }) => context?.allowPrivilegeEscalation !== false);
  if (bad.length === 0) return undefined;
  return {
    reason: "allowPrivilegeEscalation != false",
    detail: () => `${containersText(bad.map(nameOf))} must set ${PATH}=false`,
    errors: bad.map(errorOf),
  };
}

function errorOf(place: PlacedContainer): FieldError {
  const context = place.context;
  if (context === undefined || context === null) return requiredIn(place, PATH);
  return forbiddenIn(place, PATH, context.allowPrivilegeEscalation === true ? true : "nil");
}
