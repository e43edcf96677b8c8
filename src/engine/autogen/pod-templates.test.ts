import { expect, test } from "vitest";
import type { Resource } from "../../manifest/resource.ts";
import { requestFor } from "../request-for.ts";
import { podTemplateRequests } from "./pod-templates.ts";

const CONTAINERS = [{ name: "a", image: "nginx" }];
const TEMPLATE = { metadata: { labels: { app: "x" } }, spec: { containers: CONTAINERS } };

function jobSet(spec: object): Resource {
  const metadata = { name: "set", namespace: "shop" };
  return { apiVersion: "jobset.x-k8s.io/v1alpha2", kind: "JobSet", metadata, spec };
}

const SET = jobSet({ replicatedJobs: [{ template: { spec: { template: TEMPLATE } } }] });

test("every pod template under spec becomes a request for a Pod named after the object", () => {
  expect(podTemplateRequests(requestFor(SET))).toMatchObject([
    {
      path: "spec.replicatedJobs[0].template.spec.template",
      request: {
        object: {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "set", namespace: "shop", labels: { app: "x" } },
          spec: TEMPLATE.spec,
        },
        oldObject: null,
        name: "set",
        namespace: "shop",
        apiResource: { group: "", version: "v1", plural: "pods" },
      },
    },
  ]);
});

test("a template's own name stays", () => {
  const set = jobSet({ template: { ...TEMPLATE, metadata: { name: "own" } } });
  expect(podTemplateRequests(requestFor(set))).toMatchObject([{ request: { name: "own" } }]);
});

test("the old object's template at the same place is the old Pod", () => {
  const request = requestFor(SET, { operation: "UPDATE" });
  expect(podTemplateRequests(request)).toMatchObject([{ request: { oldObject: { kind: "Pod" } } }]);
});

test("a deleted object's templates are old Pods", () => {
  const request = requestFor(SET, { operation: "DELETE" });
  expect(podTemplateRequests(request)).toMatchObject([
    { request: { object: null, oldObject: { kind: "Pod" } } },
  ]);
});

test.for([
  ["no spec", jobSet({})],
  ["containers without an image", jobSet({ t: { spec: { containers: [{ name: "a" }] } } })],
  ["no containers", jobSet({ t: { spec: { containers: [] } } })],
  ["metadata that is no map", jobSet({ t: { ...TEMPLATE, metadata: "m" } })],
] as const)("an object with %s has no pod template", ([, object]) => {
  expect(podTemplateRequests(requestFor(object))).toEqual([]);
});
