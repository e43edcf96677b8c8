import { expect, test } from "vitest";
import type { ApiResource } from "../../../manifest/api-resource.ts";
import { compileKindSelectors, parseKindSelector } from "./kind-selector.ts";

test.for([
  ["Pod", "*|*|Pod|"],
  ["Pod.status", "*|*|Pod|status"],
  ["Pod/status", "*|*|Pod|status"],
  ["v1/Pod", "*|v1|Pod|"],
  ["v2beta1/Thing", "*|v2beta1|Thing|"],
  ["v10/Thing", "*|*|v10|Thing"],
  ["*/Pod", "*|*|Pod|"],
  ["*/*", "*|*|*|*"],
  ["*/scale", "*|*|*|scale"],
  ["v1/Pod/exec", "*|v1|Pod|exec"],
  ["v1/Pod.exec", "*|v1|Pod|exec"],
  ["*/v1/Deployment", "*|*|v1|Deployment"],
  ["apps/v1/Deployment", "apps|v1|Deployment|"],
  ["/v1/Pod", "|v1|Pod|"],
  ["apps/v1/Deployment/scale", "apps|v1|Deployment|scale"],
  ["apps/v1/Deployment.scale", "apps|v1|Deployment|scale"],
  ["a/b/c/d/e", "|||"],
] as const)("%s is read as group, version, kind and subresource %s", ([text, wanted]) => {
  const { group, version, kind, subresource } = parseKindSelector(text);
  expect([group, version, kind, subresource].join("|")).toBe(wanted);
});

const DEPLOYMENT: ApiResource = {
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  namespaced: true,
};
const POD: ApiResource = { ...DEPLOYMENT, group: "", kind: "Pod", plural: "pods" };
const SCALE: ApiResource = { ...DEPLOYMENT, subresource: "scale" };
const EPHEMERAL: ApiResource = { ...POD, subresource: "ephemeralcontainers" };

test.for([
  [["Deployment"], DEPLOYMENT, true],
  [["deployment"], DEPLOYMENT, false],
  [["Pod", "Deploy*"], DEPLOYMENT, true],
  [["extensions/*/Deployment"], DEPLOYMENT, false],
  [["ap?s/v1/*"], DEPLOYMENT, true],
  [["Deployment"], SCALE, false],
  [["Deployment/scale"], SCALE, true],
  [["*"], SCALE, false],
  [["*/*"], SCALE, true],
  [["Pod"], EPHEMERAL, true],
  [["Pod/status"], EPHEMERAL, true],
  [["Deployment"], EPHEMERAL, false],
] as const)("%j matches %o: %s", ([kinds, resource, wanted]) => {
  expect(compileKindSelectors(kinds)(resource)).toBe(wanted);
});
