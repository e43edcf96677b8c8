import { isWindowsPod, type PlacedContainer, type Pod } from "../pod.ts";
import {
  containersText,
  forbiddenIn,
  nameOf,
  quotedList,
  requiredIn,
  sortedSet,
  type FieldError,
  type Violation,
} from "../violation.ts";
import type { Check } from "./check.ts";

const DROP = "securityContext.capabilities.drop";
const ADD = "securityContext.capabilities.add";

/** Containers drop all capabilities and may take back only one. https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const capabilitiesRestricted: Check = {
  id: "capabilities_restricted",
  level: "restricted",
  revisions: [
    { sinceMinor: 22, check },
    { sinceMinor: 25, check: (pod) => (isWindowsPod(pod) ? undefined : check(pod)) },
  ],
};

function check({ containers }: Pod): Violation | undefined {
  const keeping = containers.filter(
    ({ context }) => context?.capabilities?.drop?.includes("ALL") !== true,
  );
  const adding = containers.filter(
    ({ context }) =>
      context?.capabilities?.add?.some((name) => name !== "NET_BIND_SERVICE") === true,
  );
  if (keeping.length === 0 && adding.length === 0) return undefined;
  return {
    reason: "unrestricted capabilities",
    detail: () => detailOf(keeping, adding),
    errors: [
      ...keeping.map(dropError),
      ...adding.map((place) => forbiddenIn(place, ADD, sortedSet(forbiddenBy(place)))),
    ],
  };
}

function forbiddenBy({ context }: PlacedContainer): readonly string[] {
  const added = context?.capabilities?.add ?? [];
  return added.map((name) => name ?? "").filter((name) => name !== "NET_BIND_SERVICE");
}

function dropError(place: PlacedContainer): FieldError {
  const dropped = place.context?.capabilities?.drop ?? [];
  if (dropped.length === 0) return requiredIn(place, DROP);
  return forbiddenIn(place, DROP, sortedSet(dropped.map((name) => name ?? "")));
}

function detailOf(keeping: readonly PlacedContainer[], adding: readonly PlacedContainer[]): string {
  const details: string[] = [];
  if (keeping.length > 0)
    details.push(`${containersText(keeping.map(nameOf))} must set ${DROP}=["ALL"]`);
  if (adding.length > 0) {
    const names = quotedList(sortedSet(adding.flatMap(forbiddenBy)));
    details.push(`${containersText(adding.map(nameOf))} must not include ${names} in ${ADD}`);
  }
  return details.join("; ");
}
