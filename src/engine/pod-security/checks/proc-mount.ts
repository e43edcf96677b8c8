import type { Pod } from "../pod.ts";
import {
  containersText,
  forbiddenIn,
  nameOf,
  quotedList,
  sortedSet,
  type Violation,
} from "../violation.ts";
import type { Check } from "./check.ts";

/** The usual masks over /proc. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const procMount: Check = {
  id: "procMount",
  level: "baseline",
  revisions: [{ sinceMinor: 0, check }],
};

function check({ containers }: Pod): Violation | undefined {
  const bad = containers.filter(({ context }) => (context?.procMount ?? "Default") !== "Default");
  if (bad.length === 0) return undefined;
  const types = bad.map(({ context }) => context?.procMount ?? "");
  return {
    reason: "procMount",
    detail: () =>
      `${containersText(bad.map(nameOf))} must not set securityContext.procMount to ` +
      quotedList(sortedSet(types)),
    errors: bad.map((place, index) =>
      forbiddenIn(place, "securityContext.procMount", types[index] ?? ""),
    ),
  };
}
