import { expect, test } from "vitest";
import type { JsonObject, Resource } from "../../manifest/resource.ts";
import { compilePodSecurity, type PodSecurityOutcome } from "./evaluate-pod-security.ts";
import { compileExclusions } from "./exclusions.ts";

const SAFE = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

function container(
  changes: JsonObject = {},
  securityContext: JsonObject | null = SAFE,
): JsonObject {
  return { name: "c", image: "nginx", securityContext, ...changes };
}

function pod(spec: JsonObject = {}, annotations: JsonObject = {}): Resource {
  return resourceOf("Pod", { containers: [container()], ...spec }, annotations);
}

function resourceOf(kind: string, spec: unknown, annotations: JsonObject = {}): Resource {
  const metadata: Record<string, unknown> = { name: "x", annotations };
  return { apiVersion: "v1", kind, metadata, spec };
}

function evaluate(
  block: JsonObject,
  resource: Resource,
  exceptions: readonly JsonObject[] = [],
): PodSecurityOutcome {
  const compiled = compilePodSecurity(block);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.evaluate(resource, compileExclusions(exceptions));
}

/** The violations' text, or how else it ended. */
function violations(block: JsonObject, resource: Resource): string {
  const outcome = evaluate(block, resource);
  if (outcome.kind === "error") return outcome.message;
  return outcome.kind === "fail" ? outcome.message.replace(/^.*?": /, "") : outcome.kind;
}

const RESTRICTED = { level: "restricted", version: "latest" };

test("a pod that keeps all rules passes every level", () => {
  for (const level of ["baseline", "restricted", "privileged"])
    expect(evaluate({ level, version: "latest" }, pod())).toEqual({ kind: "pass" });
});

test("the message names the standard as the rule writes it", () => {
  const outcome = evaluate({ level: "baseline" }, pod({ hostPID: true }));
  expect(outcome).toMatchObject({
    message:
      'It violates PodSecurity "baseline:": (Forbidden reason: host namespaces, field error list: ' +
      "[spec.hostPID is forbidden, forbidden values found: true])",
  });
});

test("the level privileged asks for all checks, as in Kyverno", () => {
  expect(violations({ level: "privileged" }, pod({ hostPID: true }))).toContain("host namespaces");
});

test("baseline does not ask for what only restricted does", () => {
  const root = pod({ containers: [container({}, { runAsUser: 0 })] });
  expect(violations({ level: "baseline" }, root)).toBe("pass");
  expect(violations(RESTRICTED, root)).toContain("(Forbidden reason: runAsUser=0,");
});

test.for([
  ["v1.24", "fail"],
  ["v1.25", "pass"],
  ["latest", "pass"],
])("at %s rules for Linux make a Windows pod %s", ([version, expected]) => {
  const windows = pod({
    os: { name: "windows" },
    containers: [container({}, { runAsNonRoot: true })],
  });
  expect(evaluate({ level: "restricted", version: version ?? "" }, windows).kind).toBe(expected);
});

test.for([
  ["v1.26", "net.ipv4.ip_local_reserved_ports", "fail"],
  ["v1.27", "net.ipv4.ip_local_reserved_ports", "pass"],
  ["v1.28", "net.ipv4.tcp_fin_timeout", "fail"],
  ["v1.29", "net.ipv4.tcp_fin_timeout", "pass"],
  ["v1.31", "net.ipv4.tcp_rmem", "fail"],
  ["v1.32", "net.ipv4.tcp_rmem", "pass"],
])("at %s the sysctl %s makes a pod %s", ([version, name, expected]) => {
  const resource = pod({ securityContext: { sysctls: [{ name: name ?? "", value: "1" }] } });
  expect(evaluate({ level: "baseline", version: version ?? "" }, resource).kind).toBe(expected);
});

test("a check whose oldest version is newer than the rule's counts nevertheless", () => {
  const probed = pod({
    containers: [container({ livenessProbe: { httpGet: { port: 80, host: "other" } } })],
  });
  expect(violations({ level: "baseline", version: "v1.19" }, probed)).toBe(
    "(Forbidden reason: probe or lifecycle host, field error list: [])",
  );
});

function firstField(resource: Resource): string | undefined {
  return /\[([\w.]+) /.exec(violations(RESTRICTED, resource))?.[1];
}

test("fields of controllers are named from the controller's root", () => {
  const template = { spec: { hostPID: true, containers: [container()] } };
  expect(firstField(resourceOf("Job", { template }))).toBe("spec.template.spec.hostPID");
  expect(firstField(resourceOf("CronJob", { jobTemplate: { spec: { template } } }))).toBe(
    "spec.jobTemplate.spec.template.spec.hostPID",
  );
});

test("annotations are said to be a template's, and a CronJob's are those of its Job", () => {
  const annotations = { "container.apparmor.security.beta.kubernetes.io/c": "unconfined" };
  const text =
    "(Forbidden reason: forbidden AppArmor profile, field error list: [spec.template.metadata.annotations" +
    "[container.apparmor.security.beta.kubernetes.io/c] is forbidden, forbidden values found: unconfined])";
  expect(violations(RESTRICTED, pod({}, annotations))).toBe(text);
  const spec = { template: { metadata: { annotations }, spec: { containers: [container()] } } };
  expect(violations(RESTRICTED, resourceOf("CronJob", { jobTemplate: { spec } }))).toBe("pass");
  expect(
    violations(
      RESTRICTED,
      resourceOf("CronJob", { jobTemplate: { metadata: { annotations }, spec } }),
    ),
  ).toBe(text);
});

test("empty YAML values count as missing", () => {
  const resource = pod({
    hostPID: null,
    volumes: [{ name: "v", emptyDir: null }],
    initContainers: null,
    containers: [container({ ports: null }, null)],
  });
  expect(violations(RESTRICTED, resource)).toBe(
    "(Forbidden reason: allowPrivilegeEscalation != false, field error list: [spec.containers[0].securityContext.allowPrivilegeEscalation: Required value])" +
      "(Forbidden reason: unrestricted capabilities, field error list: [spec.containers[0].securityContext.capabilities.drop: Required value])" +
      "(Forbidden reason: restricted volume types, field error list: [spec.volumes[0].unknown: Forbidden])" +
      "(Forbidden reason: runAsNonRoot != true, field error list: [spec.containers[0].securityContext.runAsNonRoot: Required value])" +
      "(Forbidden reason: seccompProfile, field error list: [spec.containers[0].securityContext.seccompProfile.type: Required value])",
  );
});

test("init, ordinary and ephemeral containers are checked in this order", () => {
  const privileged = [container({}, { ...SAFE, privileged: true })];
  const resource = pod({
    ephemeralContainers: privileged,
    containers: privileged,
    initContainers: privileged,
  });
  const lists = violations({ level: "baseline" }, resource).match(/\w*[cC]ontainers(?=\[0)/g);
  expect(lists).toEqual(["initContainers", "containers", "ephemeralContainers"]);
});

test("kinds without pods are an error", () => {
  expect(evaluate(RESTRICTED, resourceOf("Service", {}))).toEqual({
    kind: "error",
    message: "Error while getting new resource: could not find correct resource type",
  });
});

test.for(["v1", "1.25", "v2.0", "v1.05", "newest"])("the version %s is refused", (version) => {
  expect(compilePodSecurity({ level: "baseline", version })).toEqual({
    ok: false,
    message: 'failed to parse pod security api version: must be "latest" or "v1.x"',
  });
});

test("values of a wrong type are an error, not a pass", () => {
  const resource = pod({ containers: [container({}, { privileged: "true" })] });
  expect(violations(RESTRICTED, resource)).toBe(
    "Error while getting new resource: json: cannot unmarshal string into Go struct field " +
      "SecurityContext.spec.containers.securityContext.privileged of type bool",
  );
});

const TWO = [
  container(
    { name: "a", image: "nginx:1" },
    { ...SAFE, capabilities: { add: ["KILL"], drop: ["ALL"] } },
  ),
  container(
    { name: "b", image: "redis:7" },
    { ...SAFE, capabilities: { add: ["KILL"], drop: ["ALL"] } },
  ),
];

function excluding(...exclude: readonly JsonObject[]): JsonObject {
  return { ...RESTRICTED, exclude };
}

test("an exclusion with images is for the containers with these images", () => {
  const controlName = "Capabilities";
  const resource = pod({ containers: TWO });
  expect(violations(excluding({ controlName, images: ["nginx*"] }), resource)).toBe(
    "(Forbidden reason: unrestricted capabilities, field error list: [spec.containers[1].securityContext.capabilities.add is forbidden, forbidden values found: [KILL]])",
  );
  expect(violations(excluding({ controlName, images: ["nginx*", "*:7"] }), resource)).toBe("pass");
});

test("an exclusion without images is for the pod's own fields", () => {
  const resource = pod({ securityContext: { seccompProfile: { type: "Unconfined" } } });
  expect(violations(RESTRICTED, resource)).toContain("seccompProfile");
  expect(violations(excluding({ controlName: "Seccomp" }), resource)).toBe("pass");
});

test.for([
  ["spec.containers[*].securityContext.capabilities.add", "KI*", "pass"],
  ["spec.containers[*].securityContext.capabilities.add", "CHOWN", "fail"],
  ["spec.containers[*].securityContext.capabilities.drop", "*", "fail"],
])("excluding only %s with %s leaves a %s", ([restrictedField = "", value = "", expected]) => {
  const exclusion = {
    controlName: "Capabilities",
    images: ["*"],
    restrictedField,
    values: [value],
  };
  expect(evaluate(excluding(exclusion), pod({ containers: TWO })).kind).toBe(expected);
});

test("what an exclusion takes away is the first violation of the field, and the last one takes its place", () => {
  const ports = [{ hostPort: 1 }, { hostPort: 2 }, { hostPort: 3 }];
  const resource = pod({ containers: [container({ ports })] });
  const exclusion = {
    controlName: "Host Ports",
    images: ["*"],
    restrictedField: "spec.containers[*].ports[*].hostPort",
    values: ["2"],
  };
  const left = violations(excluding(exclusion), resource).match(/(?<=found: )\d/g);
  expect(left).toEqual(["3", "2"]);
});

function hostNamespace(field: string): JsonObject {
  return {
    controlName: "Host Namespaces",
    restrictedField: `spec.${field}`,
    values: ["true"],
  };
}

test("exclusions of exceptions exempt a pod only if they clear all that is left", () => {
  const resource = pod({ hostPID: true, hostIPC: true });
  const both = [hostNamespace("hostPID"), hostNamespace("hostIPC")];
  expect(evaluate(RESTRICTED, resource, both)).toEqual({ kind: "exempt" });
  expect(
    evaluate(excluding(hostNamespace("hostPID")), resource, [hostNamespace("hostIPC")]),
  ).toEqual({
    kind: "exempt",
  });
  expect(evaluate(RESTRICTED, resource, [hostNamespace("hostPID")]).kind).toBe("fail");
  expect(evaluate(RESTRICTED, pod(), both)).toEqual({ kind: "pass" });
});

test("unknown controls exclude nothing", () => {
  for (const controlName of ["Nothing", "toString", "hostNamespaces"])
    expect(evaluate(excluding({ controlName }), pod({ hostPID: true })).kind).toBe("fail");
});

test("nothing is changed", () => {
  const resource = pod({ hostPID: true, containers: TWO });
  const before = structuredClone(resource);
  evaluate(excluding({ controlName: "Capabilities", images: ["*"] }), resource, [
    { controlName: "Host Namespaces" },
  ]);
  expect(resource).toEqual(before);
});
