import { forbiddenField, type Violation } from "../violation.ts";
import type { Pod } from "../pod.ts";
import type { Check } from "./check.ts";

const FIELDS = ["hostNetwork", "hostPID", "hostIPC"] as const;

/** Pods keep to namespaces of their own. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const hostNamespaces: Check = {
  id: "hostNamespaces",
  level: "baseline",
  revisions: [{ sinceMinor: 0, check }],
};

function check({ spec }: Pod): Violation | undefined {
  if (spec.hostNetwork !== true && spec.hostPID !== true && spec.hostIPC !== true) return undefined;
  const shared = FIELDS.filter((field) => spec[field] === true);
  return {
    reason: "host namespaces",
    detail: () => shared.map((field) => `${field}=true`).join(", "),
    errors: shared.map((field) => forbiddenField(`spec.${field}`, true)),
  };
}
