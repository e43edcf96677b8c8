import type { Container, Handler, Pod } from "../pod.ts";
import { containersText, nameOf, quotedList, sortedSet, type Violation } from "../violation.ts";
import type { Check } from "./check.ts";

/** Probes and hooks call only the pod itself. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const hostProbes: Check = {
  id: "hostProbesAndHostLifecycle",
  level: "baseline",
  revisions: [{ sinceMinor: 34, check }],
};

function check({ containers }: Pod): Violation | undefined {
  const bad = containers.filter(({ container }) => callsHost(container));
  if (bad.length === 0) return undefined;
  return {
    reason: "probe or lifecycle host",
    detail: () => {
      const names = sortedSet(bad.map(nameOf));
      const hosts = sortedSet(
        bad.flatMap(({ container }) => handlersOf(container).flatMap(hostsOf)),
      );
      const uses = names.length === 1 ? "uses" : "use";
      const noun = hosts.length === 1 ? "host" : "hosts";
      return `${containersText(names)} ${uses} probe or lifecycle ${noun} ${quotedList(hosts)}`;
    },
    // Kubernetes names no fields here, so no exclusion can reach this control.
    errors: [],
  };
}

function callsHost(container: Container): boolean {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  if (!livenessProbe && !readinessProbe && !startupProbe && !lifecycle) return false;
  return handlersOf(container).some((handler) => hostsOf(handler).length > 0);
}

function handlersOf(container: Container): readonly (Handler | null | undefined)[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  return [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop];
}

function hostsOf(handler: Handler | null | undefined): readonly string[] {
  const hosts = [handler?.httpGet?.host ?? "", handler?.tcpSocket?.host ?? ""];
  return hosts.filter((host) => host !== "");
}
