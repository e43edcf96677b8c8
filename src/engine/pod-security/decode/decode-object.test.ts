import { expect, test } from "vitest";
import { decodingError, type GoObject } from "./decode-object.ts";

function inPod(spec: unknown): unknown {
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec };
}

const QUANTITY =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

// What encoding/json of Go 1.26 says when it reads the object into the type of k8s.io/api v0.36.3.
test.for<[GoObject, unknown, string]>([
  [
    "Pod",
    { metadata: { annotations: { a: 1 } } },
    "number into Go struct field ObjectMeta.metadata.annotations of type string",
  ],
  [
    "Pod",
    { metadata: { annotations: [] } },
    "array into Go struct field ObjectMeta.metadata.annotations of type map[string]string",
  ],
  ["Pod", { metadata: 5 }, "number into Go struct field Pod.metadata of type v1.ObjectMeta"],
  [
    "Pod",
    { metadata: { creationTimestamp: 5 } },
    "number into Go struct field ObjectMeta.metadata.creationTimestamp of type string",
  ],
  ["Pod", inPod("x"), "string into Go struct field Pod.spec of type v1.PodSpec"],
  [
    "Pod",
    inPod({ containers: {} }),
    "object into Go struct field PodSpec.spec.containers of type []v1.Container",
  ],
  [
    "Pod",
    inPod({ containers: ["x"] }),
    "string into Go struct field PodSpec.spec.containers of type v1.Container",
  ],
  [
    "Pod",
    inPod({ containers: [{ command: "x" }] }),
    "string into Go struct field Container.spec.containers.command of type []string",
  ],
  [
    "Pod",
    inPod({ containers: [{ env: [{ name: "a", value: 1.5 }], name: 5 }] }),
    "number into Go struct field EnvVar.spec.containers.env.value of type string",
  ],
  [
    "Pod",
    inPod({ containers: [{ securityContext: { capabilities: { add: [1] } } }] }),
    "number into Go struct field Capabilities.spec.containers.securityContext.capabilities.add of type v1.Capability",
  ],
  [
    "Pod",
    inPod({ containers: [{ resources: { limits: 5 } }] }),
    "number into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList",
  ],
  [
    "Pod",
    inPod({ volumes: [{ hostPath: "/x" }] }),
    "string into Go struct field Volume.spec.volumes.VolumeSource.hostPath of type v1.HostPathVolumeSource",
  ],
  [
    "Pod",
    inPod({ ephemeralContainers: [{ image: 1, targetContainerName: 2 }] }),
    "number into Go struct field EphemeralContainer.spec.ephemeralContainers.EphemeralContainerCommon.image of type string",
  ],
  [
    "Pod",
    inPod({ securityContext: { runAsUser: "1" } }),
    "string into Go struct field PodSecurityContext.spec.securityContext.runAsUser of type int64",
  ],
  [
    "Pod",
    inPod({ securityContext: { supplementalGroups: ["1"] } }),
    "string into Go struct field PodSecurityContext.spec.securityContext.supplementalGroups of type int64",
  ],
  [
    "Deployment",
    { spec: { template: { spec: { containers: [{ ports: [{ hostPort: 80.5 }] }] } } } },
    "number 80.5 into Go struct field ContainerPort.spec.template.spec.containers.ports.hostPort of type int32",
  ],
  [
    "Deployment",
    { spec: { template: { spec: { containers: [{ ports: [{ hostPort: 80_000_000_000 }] }] } } } },
    "number 80000000000 into Go struct field ContainerPort.spec.template.spec.containers.ports.hostPort of type int32",
  ],
  [
    "Deployment",
    { spec: { replicas: "3" } },
    "string into Go struct field DeploymentSpec.spec.replicas of type int32",
  ],
  [
    "CronJob",
    { spec: { schedule: 5, jobTemplate: { spec: {} } } },
    "number into Go struct field CronJobSpec.spec.schedule of type string",
  ],
])("a %s %o can't be read: %s", ([type, object, expected]) => {
  expect(decodingError(type, object)).toBe(`json: cannot unmarshal ${expected}`);
});

test("the first wrong value by name is told", () => {
  const object = inPod({ hostNetwork: "x", containers: [{ name: 5 }] });
  expect(decodingError("Pod", object)).toContain("Container.spec.containers.name");
});

test.for([["abc"], [true], [{}], [""], ["5x"], [[1]]])(
  "the quantity %o stops the reading, whatever is wrong before it",
  ([cpu]) => {
    const containers = [{ args: 1, resources: { limits: { cpu } } }];
    expect(decodingError("Pod", inPod({ containers }))).toBe(QUANTITY);
  },
);

test("a wrong port stops the reading too", () => {
  const containers = [{ args: 1, livenessProbe: { httpGet: { port: true } } }];
  expect(decodingError("Pod", inPod({ containers }))).toBe(
    "json: cannot unmarshal bool into Go struct field " +
      "HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32",
  );
});

test.for([
  [{ containers: [{ resources: { limits: { cpu: 1.5, memory: "1Gi", x: 1000 } } }] }],
  [{ containers: [{ livenessProbe: { httpGet: { port: "http" }, grpc: { port: 5 } } }] }],
  [{ containers: null, volumes: [null], hostPID: null }],
  [{ unknown: 5, containers: [{ Name: true, alsoUnknown: [] }] }],
])("%o can be read", ([spec]) => {
  expect(decodingError("Pod", inPod(spec))).toBeUndefined();
});
