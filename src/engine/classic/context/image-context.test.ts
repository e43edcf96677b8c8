import { expect, test } from "vitest";
import type { Resource } from "../../../manifest/resource.ts";
import { Failure } from "../failure.ts";
import { imageContext } from "./image-context.ts";

function resource(kind: string, spec: unknown): Resource {
  return { apiVersion: "v1", kind, metadata: { name: "x" }, spec };
}

test("images are kept by list and container name, with only the parts that they show", () => {
  const pod = resource("Pod", {
    containers: [
      { name: "a", image: "nginx" },
      { name: "b", image: "ghcr.io/org/app:v1" },
    ],
    initContainers: [{ name: "i", image: `redis@sha256:${"a".repeat(64)}` }],
  });
  expect(imageContext(pod)).toEqual({
    containers: {
      a: {
        registry: "docker.io",
        path: "nginx",
        name: "nginx",
        tag: "latest",
        reference: "docker.io/nginx:latest",
        referenceWithTag: "docker.io/nginx:latest",
        jsonPointer: "/spec/containers/0/image",
      },
      b: {
        registry: "ghcr.io",
        path: "org/app",
        name: "app",
        tag: "v1",
        reference: "ghcr.io/org/app:v1",
        referenceWithTag: "ghcr.io/org/app:v1",
        jsonPointer: "/spec/containers/1/image",
      },
    },
    initContainers: {
      i: {
        registry: "docker.io",
        path: "redis",
        name: "redis",
        digest: `sha256:${"a".repeat(64)}`,
        reference: `docker.io/redis@sha256:${"a".repeat(64)}`,
        referenceWithTag: "docker.io/redis:",
        jsonPointer: "/spec/initContainers/0/image",
      },
    },
  });
});

test("the pod of a controller is found where its kind has it", () => {
  const spec = { template: { spec: { containers: [{ name: "c", image: "k" }] } } };
  expect(imageContext(resource("Deployment", spec))).toHaveProperty(
    ["containers", "c", "jsonPointer"],
    "/spec/template/spec/containers/0/image",
  );
  expect(imageContext(resource("CronJob", { jobTemplate: { spec } }))).toHaveProperty(
    ["containers", "c", "jsonPointer"],
    "/spec/jobTemplate/spec/template/spec/containers/0/image",
  );
});

test.for([
  ["other kinds", resource("Widget", { containers: [{ name: "c", image: "k" }] })],
  ["kinds named as what every object inherits", resource("constructor", {})],
  ["pods without containers", resource("Pod", {})],
  [
    "empty images and such that are no text",
    resource("Pod", {
      containers: [
        { name: "c", image: " " },
        { name: "d", image: 5 },
      ],
    }),
  ],
  ["nothing", null],
] as const)("%s have no images", ([, object]) => {
  expect(imageContext(object)).toBeUndefined();
});

test.for([
  [{ image: "k" }, "invalid key"],
  ["text", "invalid image config"],
  [
    { name: "c", image: "nginx:" },
    "invalid image 'nginx:' (bad image: docker.io/nginx:, defaultRegistry: docker.io, enableDefaultRegistryMutation: true: invalid reference format)",
  ],
] as const)("the container %j is a failure in Kyverno's words", ([container, message]) => {
  expect(imageContext(resource("Pod", { containers: [container] }))).toEqual(new Failure(message));
});
