import { expect, test } from "vitest";
import {
  findApiResource,
  findKindByResource,
  guessPlural,
  knownApiResources,
} from "./api-kinds.ts";

test.for([
  ["v1", "Pod", "pods", true],
  ["v1", "Endpoints", "endpoints", true],
  ["v1", "Namespace", "namespaces", false],
  ["apps/v1", "Deployment", "deployments", true],
  ["networking.k8s.io/v1", "Ingress", "ingresses", true],
  ["networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", true],
  ["networking.k8s.io/v1", "IngressClass", "ingressclasses", false],
  ["rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", false],
  ["resource.k8s.io/v1", "DeviceClass", "deviceclasses", false],
  ["apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", false],
  ["metrics.k8s.io/v1beta1", "PodMetrics", "pods", true],
  ["kyverno.io/v1", "ClusterPolicy", "clusterpolicies", false],
  ["policies.kyverno.io/v1", "NamespacedValidatingPolicy", "namespacedvalidatingpolicies", true],
  ["wgpolicyk8s.io/v1alpha2", "ClusterPolicyReport", "clusterpolicyreports", false],
] as const)("%s %s is known as %s", ([apiVersion, kind, plural, namespaced]) => {
  const found = findApiResource(apiVersion, kind);
  expect(found).toMatchObject({ kind, plural, namespaced, known: true });
  expect(findKindByResource(found.group, found.version, plural)?.kind).toBe(kind);
});

test("an unknown kind is guessed and taken for namespaced", () => {
  expect(findApiResource("example.com/v1", "Policy")).toEqual({
    group: "example.com",
    version: "v1",
    kind: "Policy",
    plural: "policies",
    namespaced: true,
    known: false,
  });
  expect(findKindByResource("example.com", "v1", "policies")).toBeUndefined();
});

test.for([
  ["Gateway", "gatewaies"],
  ["Bus", "buses"],
  ["Widget", "widgets"],
] as const)("%s is guessed as %s, as Kubernetes guesses", ([kind, plural]) => {
  expect(guessPlural(kind)).toBe(plural);
});

test("the table has every group, and no plural twice in a version", () => {
  const all = knownApiResources();
  expect(new Set(all.map(({ group }) => group)).size).toBeGreaterThan(25);
  const keys = all.map(({ group, version, plural }) => `${group}/${version}/${plural}`);
  expect(new Set(keys).size).toBe(keys.length);
});
