/** The controls of the standards by the names that exclusions use, each with the ids of its checks. */
export const CONTROLS: Readonly<Record<string, readonly string[]>> = {
  Capabilities: ["capabilities_baseline", "capabilities_restricted"],
  Seccomp: ["seccompProfile_baseline", "seccompProfile_restricted"],
  "Privileged Containers": ["privileged"],
  "Host Ports": ["hostPorts"],
  "/proc Mount Type": ["procMount"],
  HostProcess: ["windowsHostProcess"],
  SELinux: ["seLinuxOptions"],
  "Host Namespaces": ["hostNamespaces"],
  "HostPath Volumes": ["hostPathVolumes"],
  Sysctls: ["sysctls"],
  AppArmor: ["appArmorProfile"],
  "Privilege Escalation": ["allowPrivilegeEscalation"],
  "Running as Non-root": ["runAsNonRoot"],
  "Running as Non-root user": ["runAsUser"],
  "Volume Types": ["restrictedVolumes"],
};

/** The name of the control that a check belongs to; empty for checks that Kyverno gives no name. */
export function controlOf(checkId: string): string {
  return Object.keys(CONTROLS).find((name) => CONTROLS[name]?.includes(checkId)) ?? "";
}
