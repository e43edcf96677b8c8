import { expect, test } from "vitest";
import type { Resource } from "../../manifest/resource.ts";
import { compilePodSecurity } from "./evaluate-pod-security.ts";
import { podSecurityProperties } from "./report-properties.ts";

function propertiesOf(spec: unknown, annotations = {}): Readonly<Record<string, string>> {
  const compiled = compilePodSecurity({ level: "restricted", version: "v1.25" });
  if (!compiled.ok) throw new Error(compiled.message);
  const resource: Resource = { apiVersion: "v1", kind: "Pod", metadata: { annotations }, spec };
  const outcome = compiled.evaluate(resource);
  return podSecurityProperties(compiled, outcome.kind === "fail" ? outcome.failed : []);
}

test("a report names the standard, and each violated control with its containers", () => {
  const containers = [{ name: "a" }, { name: "b", securityContext: { privileged: true } }];
  const securityContext = { runAsNonRoot: true, seccompProfile: { type: "Localhost" } };
  const { controlsJSON = "", ...others } = propertiesOf({ containers, securityContext });
  expect(others).toEqual({
    standard: "restricted",
    version: "v1.25",
    controls: "allowPrivilegeEscalation,capabilities_restricted,privileged",
  });
  expect(controlsJSON).toBe(
    '[{"ID":"allowPrivilegeEscalation","Name":"Privilege Escalation","Images":["a","b"]},' +
      '{"ID":"capabilities_restricted","Name":"Capabilities","Images":["a","b"]},' +
      '{"ID":"privileged","Name":"Privileged Containers","Images":["b"]}]',
  );
});

test("violations of the pod itself have no images", () => {
  expect(propertiesOf({ hostPID: true })["controlsJSON"]).toBe(
    '[{"ID":"hostNamespaces","Name":"Host Namespaces","Images":null}]',
  );
});

test("nothing violated leaves no properties", () => {
  expect(propertiesOf({})).toEqual({});
});
