import { expect, test } from "vitest";
import { parseImageInfo } from "./image-info.ts";

const A64 = "a".repeat(64);

test.for([
  ["nginx", "docker.io/nginx:latest", "docker.io/nginx:latest"],
  ["a/b:v1", "docker.io/a/b:v1", "docker.io/a/b:v1"],
  ["localhost/a", "localhost/a:latest", "localhost/a:latest"],
  ["A/b", "A/b:latest", "A/b:latest"],
  ["[::1]:5000/a", "[::1]:5000/a:latest", "[::1]:5000/a:latest"],
  [`nginx:1@sha256:${A64}`, `docker.io/nginx@sha256:${A64}`, "docker.io/nginx:1"],
  [`nginx@sha256:${A64}`, `docker.io/nginx@sha256:${A64}`, "docker.io/nginx:"],
] as const)("%s is %s", ([image, reference, referenceWithTag]) => {
  expect(parseImageInfo(image)).toMatchObject({ ok: true, value: { reference, referenceWithTag } });
});

test("the name is the last part of the path", () => {
  expect(parseImageInfo("ghcr.io/a/b/c:1")).toEqual({
    ok: true,
    value: {
      registry: "ghcr.io",
      path: "a/b/c",
      name: "c",
      tag: "1",
      digest: "",
      reference: "ghcr.io/a/b/c:1",
      referenceWithTag: "ghcr.io/a/b/c:1",
    },
  });
});

test.for([
  ["", "invalid reference format"],
  ["a//b", "invalid reference format"],
  ["NGINX", "repository name must be lowercase"],
  [`a@sha256:${"a".repeat(32)}`, "invalid checksum digest length"],
  [`a@md5:${"a".repeat(32)}`, "unsupported digest algorithm"],
  [`${"a/".repeat(130)}a`, "repository name must not be more than 255 characters"],
] as const)("%s is no image: %s", ([image, reason]) => {
  expect(parseImageInfo(image)).toEqual({
    ok: false,
    error: `bad image: docker.io/${image}, defaultRegistry: docker.io, enableDefaultRegistryMutation: true: ${reason}`,
  });
});
