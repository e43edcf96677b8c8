import type { PlacedContainer, Pod } from "../pod.ts";
import { containersText, forbiddenIn, nameOf, sortedSet, type Violation } from "../violation.ts";
import type { Check } from "./check.ts";

/** No ports of the node. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const hostPorts: Check = {
  id: "hostPorts",
  level: "baseline",
  revisions: [{ sinceMinor: 0, check }],
};

interface HostPort {
  readonly index: number;
  readonly port: number;
}

function check({ containers }: Pod): Violation | undefined {
  const bad = containers.filter(usesHostPort);
  if (bad.length === 0) return undefined;
  return {
    reason: "hostPort",
    detail: () => detailOf(bad),
    errors: bad.flatMap((place) =>
      hostPortsOf(place).map(({ index, port }) =>
        forbiddenIn(place, `ports[${index}].hostPort`, port),
      ),
    ),
  };
}

function usesHostPort({ container }: PlacedContainer): boolean {
  return container.ports?.some((port) => (port?.hostPort ?? 0) !== 0) ?? false;
}

function hostPortsOf({ container }: PlacedContainer): readonly HostPort[] {
  const ports = container.ports ?? [];
  return ports
    .map((port, index) => ({ index, port: port?.hostPort ?? 0 }))
    .filter(({ port }) => port !== 0);
}

function detailOf(bad: readonly PlacedContainer[]): string {
  const ports = sortedSet(bad.flatMap(hostPortsOf).map(({ port }) => String(port)));
  return [
    containersText(bad.map(nameOf)),
    bad.length === 1 ? "uses" : "use",
    ports.length === 1 ? "hostPort" : "hostPorts",
    ports.join(", "),
  ].join(" ");
}
