import { expect, test } from "vitest";
import { podOf, type Container, type PodSpec, type SecurityContext } from "./pod.ts";
import { runChecks, selectChecks } from "./run-checks.ts";

/** The violations of one check at the latest version, as `reason: detail`. */
function found(id: string, spec: PodSpec, minor = Infinity, annotations = {}): readonly string[] {
  const checks = selectChecks("restricted", minor).filter((check) => check.id === id);
  return runChecks(checks, podOf(spec, annotations)).map(
    ({ reason, detail }) => `${reason}: ${detail()}`,
  );
}

function secured(...contexts: readonly SecurityContext[]): PodSpec {
  return {
    containers: contexts.map((securityContext, index): Container => ({
      name: `c${index}`,
      securityContext,
    })),
  };
}

// The details are k8s.io/pod-security-admission's, as `kubectl` shows them when it warns.
test.for<[string, PodSpec, string]>([
  [
    "allowPrivilegeEscalation",
    secured({}, { allowPrivilegeEscalation: false }),
    'allowPrivilegeEscalation != false: container "c0" must set securityContext.allowPrivilegeEscalation=false',
  ],
  [
    "appArmorProfile",
    {
      securityContext: { appArmorProfile: { type: "Unconfined" } },
      ...secured({ appArmorProfile: { type: "x" } }, { appArmorProfile: { type: "Localhost" } }),
    },
    'forbidden AppArmor profiles: pod and container "c0" must not set AppArmor profile type to "Unconfined", "x"',
  ],
  [
    "capabilities_baseline",
    secured({ capabilities: { add: ["B", "CHOWN", "A"] } }, { capabilities: { add: ["A"] } }),
    'non-default capabilities: containers "c0", "c1" must not include "A", "B" in securityContext.capabilities.add',
  ],
  [
    "capabilities_restricted",
    secured({ capabilities: { drop: ["X"], add: ["NET_BIND_SERVICE", "KILL"] } }),
    'unrestricted capabilities: container "c0" must set securityContext.capabilities.drop=["ALL"]; ' +
      'container "c0" must not include "KILL" in securityContext.capabilities.add',
  ],
  [
    "hostNamespaces",
    { hostNetwork: true, hostIPC: true },
    "host namespaces: hostNetwork=true, hostIPC=true",
  ],
  [
    "hostPathVolumes",
    {
      volumes: [
        { name: "a", hostPath: { path: "/" } },
        { name: "b", hostPath: {} },
      ],
    },
    'hostPath volumes: volumes "a", "b"',
  ],
  [
    "hostPorts",
    {
      containers: [{ name: "c0", ports: [{ hostPort: 80 }, { hostPort: 0 }, { hostPort: 8080 }] }],
    },
    'hostPort: container "c0" uses hostPorts 80, 8080',
  ],
  [
    "hostProbesAndHostLifecycle",
    {
      containers: [
        { name: "c0", lifecycle: { preStop: { httpGet: { host: "b" } } } },
        { name: "c1", startupProbe: { tcpSocket: { host: "a" } } },
      ],
    },
    'probe or lifecycle host: containers "c0", "c1" use probe or lifecycle hosts "a", "b"',
  ],
  [
    "privileged",
    secured({ privileged: true }, {}),
    'privileged: container "c0" must not set securityContext.privileged=true',
  ],
  [
    "procMount",
    secured({ procMount: "Unmasked" }, { procMount: "Default" }),
    'procMount: container "c0" must not set securityContext.procMount to "Unmasked"',
  ],
  [
    "restrictedVolumes",
    { volumes: [{ name: "a", nfs: {} }, { name: "b" }, { name: "c", csi: {} }] },
    'restricted volume types: volumes "a", "b" use restricted volume types "nfs", "unknown"',
  ],
  [
    "runAsNonRoot",
    secured({ runAsNonRoot: false }, {}),
    'runAsNonRoot != true: container "c0" must not set securityContext.runAsNonRoot=false\n' +
      'pod or container "c1" must set securityContext.runAsNonRoot=true',
  ],
  [
    "runAsUser",
    { securityContext: { runAsUser: 0 }, ...secured({ runAsUser: 0 }, { runAsUser: 1 }) },
    'runAsUser=0: pod and container "c0" must not set runAsUser=0',
  ],
  [
    "seLinuxOptions",
    secured({ seLinuxOptions: { type: "spc_t", user: "u" } }, { seLinuxOptions: { role: "r" } }),
    'seLinuxOptions: containers "c0", "c1" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set',
  ],
  [
    "seccompProfile_baseline",
    { securityContext: { seccompProfile: { type: "Unconfined" } }, ...secured({}) },
    'seccompProfile: pod must not set securityContext.seccompProfile.type to "Unconfined"',
  ],
  [
    "seccompProfile_restricted",
    secured({}, { seccompProfile: { type: "Localhost" } }),
    'seccompProfile: pod or container "c0" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
  ],
  [
    "sysctls",
    { securityContext: { sysctls: [{ name: "b" }, { name: "a" }] } },
    "forbidden sysctls: b, a",
  ],
  [
    "windowsHostProcess",
    { securityContext: { windowsOptions: { hostProcess: true } } },
    "hostProcess: pod must not set securityContext.windowsOptions.hostProcess=true",
  ],
])("%s says what is wrong in Kubernetes' words", ([id, spec, expected]) => {
  expect(found(id, spec)).toEqual([expected]);
});

test("before v1.19 seccomp profiles are annotations", () => {
  const annotations = {
    "seccomp.security.alpha.kubernetes.io/pod": "unconfined",
    "container.seccomp.security.alpha.kubernetes.io/c0": "localhost/x",
    "container.seccomp.security.alpha.kubernetes.io/other": "unconfined",
  };
  const field = secured({ seccompProfile: { type: "Unconfined" } });
  expect(found("seccompProfile_baseline", field, 18, annotations)).toEqual([
    'seccompProfile: forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined"',
  ]);
});

test.for([
  [30, 1],
  [31, 0],
])("at v1.%i the SELinux type container_engine_t makes %i violations", ([minor, expected]) => {
  const spec = secured({ seLinuxOptions: { type: "container_engine_t" } });
  expect(found("seLinuxOptions", spec, minor)).toHaveLength(expected ?? -1);
});

test("a profile that is set wrongly hides those that are missing", () => {
  const spec = secured({ seccompProfile: { type: "x" } }, {});
  expect(found("seccompProfile_restricted", spec)).toEqual([
    'seccompProfile: container "c0" must not set securityContext.seccompProfile.type to "x"',
  ]);
});
