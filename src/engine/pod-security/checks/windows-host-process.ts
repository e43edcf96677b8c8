import type { Pod } from "../pod.ts";
import { forbiddenField, forbiddenIn, nameOf, settersText, type Violation } from "../violation.ts";
import type { Check } from "./check.ts";

const PATH = "securityContext.windowsOptions.hostProcess";

/** No Windows containers with the node's privileges. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const windowsHostProcess: Check = {
  id: "windowsHostProcess",
  level: "baseline",
  revisions: [{ sinceMinor: 0, check }],
};

function check({ spec, containers }: Pod): Violation | undefined {
  const podIsBad = spec.securityContext?.windowsOptions?.hostProcess === true;
  const bad = containers.filter(({ context }) => context?.windowsOptions?.hostProcess === true);
  if (!podIsBad && bad.length === 0) return undefined;
  const errors = bad.map((place) => forbiddenIn(place, PATH, true));
  return {
    reason: "hostProcess",
    detail: () => `${settersText(podIsBad, bad.map(nameOf))} must not set ${PATH}=true`,
    errors: podIsBad ? [forbiddenField(`spec.${PATH}`, true), ...errors] : errors,
  };
}
