import type { Pod } from "../pod.ts";
import { forbiddenField, type Violation } from "../violation.ts";
import type { Check, CheckPod } from "./check.ts";

const SAFE_1_0 = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_unprivileged_port_start",
];
const SAFE_1_27 = [...SAFE_1_0, "net.ipv4.ip_local_reserved_ports"];
const SAFE_1_29 = [
  ...SAFE_1_27,
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
];
const SAFE_1_32 = [...SAFE_1_29, "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"];

/** Only sysctls that stay within the pod. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const sysctls: Check = {
  id: "sysctls",
  level: "baseline",
  revisions: [
    { sinceMinor: 0, check: checkNames(SAFE_1_0) },
    { sinceMinor: 27, check: checkNames(SAFE_1_27) },
    { sinceMinor: 29, check: checkNames(SAFE_1_29) },
    { sinceMinor: 32, check: checkNames(SAFE_1_32) },
  ],
};

function checkNames(safe: readonly string[]): CheckPod {
  const allowed: ReadonlySet<string> = new Set(safe);
  return ({ spec }: Pod): Violation | undefined => {
    const bad = (spec.securityContext?.sysctls ?? [])
      .map((sysctl, index) => ({ name: sysctl?.name ?? "", index }))
      .filter(({ name }) => !allowed.has(name));
    if (bad.length === 0) return undefined;
    return {
      reason: "forbidden sysctls",
      detail: () => bad.map(({ name }) => name).join(", "),
      errors: bad.map(({ name, index }) =>
        forbiddenField(`spec.securityContext.sysctls[${index}].name`, name),
      ),
    };
  };
}
