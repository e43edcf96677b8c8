import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import {
  assertSafeToListen,
  isAuthorized,
  isLoopback,
  loadToken,
  parseListenAddress,
} from "./http-guard.ts";

test.for([
  ["8080", { host: "127.0.0.1", port: 8080 }],
  ["0", { host: "127.0.0.1", port: 0 }],
  ["0.0.0.0:80", { host: "0.0.0.0", port: 80 }],
  ["[::1]:8080", { host: "::1", port: 8080 }],
  [":9000", { host: "127.0.0.1", port: 9000 }],
  ["kyverno.example:1", { host: "kyverno.example", port: 1 }],
] as const)("--http %s listens on %j", ([text, expected]) => {
  expect(parseListenAddress(text)).toEqual(expected);
});

test.for(["", "http", "127.0.0.1", "99999", "a:b:1", "8080x", "-1"])(
  "--http %j is refused",
  (text) => {
    expect(() => parseListenAddress(text)).toThrow("not [HOST:]PORT");
  },
);

test.for([
  ["127.0.0.1", true],
  ["127.8.9.10", true],
  ["localhost", true],
  ["::1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["127.evil.example", false],
  ["10.0.0.1", false],
] as const)("%s is reachable from this machine only: %s", ([host, expected]) => {
  expect(isLoopback(host)).toBe(expected);
});

test("listening beyond this machine needs a token", () => {
  const everywhere = { host: "0.0.0.0", port: 0 };
  expect(() => assertSafeToListen(everywhere, undefined)).toThrow("refusing to listen on 0.0.0.0");
  expect(() => assertSafeToListen(everywhere, "a-token-that-is-long")).not.toThrow();
  expect(() => assertSafeToListen({ host: "localhost", port: 0 }, undefined)).not.toThrow();
});

test.for([
  ["Bearer secret-secret-secret", true],
  ["bearer secret-secret-secret", true],
  ["Bearer secret-secret-secre", false],
  ["Bearer secret-secret-secret2", false],
  ["Basic secret-secret-secret", false],
  ["Bearer ", false],
  [undefined, false],
] as const)("%j opens the door: %s", ([header, expected]) => {
  expect(isAuthorized(header, "secret-secret-secret")).toBe(expected);
});

test("the token comes from a file, else from the environment, else there is none", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "token-"));
  try {
    const file = path.join(folder, "token");
    await writeFile(file, "from-the-file-0123456789\n");
    const env = { KYVERNO_MCP_TOKEN: "from-the-environment" };
    expect(await loadToken(file, env)).toBe("from-the-file-0123456789");
    expect(await loadToken(undefined, env)).toBe("from-the-environment");
    expect(await loadToken(undefined, {})).toBeUndefined();
    await expect(loadToken(path.join(folder, "none"), {})).rejects.toThrow("ENOENT");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.for(["short", "with spaces in the middle of it"])(
  "the token %j is refused without being repeated",
  async (token) => {
    const refusal = await loadToken(undefined, { KYVERNO_MCP_TOKEN: token }).catch(String);
    expect(refusal).toContain("not a bearer token");
    expect(refusal).not.toContain(token);
  },
);
