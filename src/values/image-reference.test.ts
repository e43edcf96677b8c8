import { expect, test } from "vitest";
import { identifierOf, parseImageReference } from "./image-reference.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

// oxfmt-ignore
test.for<[text: string, registry: string, repository: string, tag: string, digest: string, identifier: string]>([
  ["nginx", "index.docker.io", "library/nginx", "latest", "", "latest"],
  ["docker.io/nginx:1.25", "index.docker.io", "library/nginx", "1.25", "", "1.25"],
  [`nginx:1.25@${DIGEST}`, "index.docker.io", "library/nginx", "1.25", DIGEST, `1.25@${DIGEST}`],
  [`registry.example:5000/repo@${DIGEST}`, "registry.example:5000", "repo", "", DIGEST, DIGEST],
  ["localhost/foo", "localhost", "foo", "latest", "", "latest"],
  ["my_repo/x__y:1", "index.docker.io", "my_repo/x__y", "1", "", "1"],
  ["https://a/b", "https:", "/a/b", "latest", "", "latest"],
  ["a//b", "index.docker.io", "a//b", "latest", "", "latest"],
  ["-bad", "index.docker.io", "library/-bad", "latest", "", "latest"],
])("%s is read as go-containerregistry does", ([text, registry, repository, tag, digest, identifier]) => {
  const reference = parseImageReference(text);
  if (!reference.ok) throw new Error(reference.error);
  expect(reference.value).toEqual({ text, registry, repository, tag, digest });
  expect(identifierOf(reference.value)).toBe(identifier);
});

test.for([
  "",
  "a",
  "UPPER",
  "a:b:c",
  "a b",
  "nginx:",
  "nginx@sha256:abc",
  `nginx@sha512:${"b".repeat(128)}`,
  "ghcr.io/Org/App",
  "a.b:80/c",
  "[::1]:5000/a:b",
  `nginx:${"t".repeat(129)}`,
  "registry-1.docker.io/x",
  `nginx@${DIGEST}@${DIGEST}`,
])("%o is no image reference", (text) => {
  expect(parseImageReference(text)).toEqual({
    ok: false,
    error: `could not parse reference: ${text}`,
  });
});
