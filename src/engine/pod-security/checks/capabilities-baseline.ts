import type { PlacedContainer, Pod } from "../pod.ts";
import {
  containersText,
  forbiddenIn,
  nameOf,
  quotedList,
  sortedSet,
  type Violation,
} from "../violation.ts";
import type { Check } from "./check.ts";

const ALLOWED: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** No capabilities beyond a runtime's defaults. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const capabilitiesBaseline: Check = {
  id: "capabilities_baseline",
  level: "baseline",
  revisions: [{ sinceMinor: 0, check }],
};

function check({ containers }: Pod): Violation | undefined {
  const bad = containers.filter((place) => addedBy(place).some((name) => !isAllowed(name)));
  if (bad.length === 0) return undefined;
  const forbidden = bad.map((place) =>
    sortedSet(
      addedBy(place)
        .map(textOf)
        .filter((name) => !ALLOWED.has(name)),
    ),
  );
  return {
    reason: "non-default capabilities",
    detail: () =>
      `${containersText(bad.map(nameOf))} must not include ` +
      `${quotedList(sortedSet(forbidden.flat()))} in securityContext.capabilities.add`,
    errors: bad.map((place, index) =>
      forbiddenIn(place, "securityContext.capabilities.add", forbidden[index] ?? []),
    ),
  };
}

const NONE: readonly (string | null | undefined)[] = [];

function addedBy({ context }: PlacedContainer): typeof NONE {
  return context?.capabilities?.add ?? NONE;
}

function isAllowed(name: string | null | undefined): boolean {
  return ALLOWED.has(textOf(name));
}

function textOf(name: string | null | undefined): string {
  return name ?? "";
}
