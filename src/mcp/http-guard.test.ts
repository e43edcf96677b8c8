import { expect, test } from "vitest";
import { assertSafeToListen, isLoopback, parseListenAddress } from "./http-guard.ts";

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
  expect(() => assertSafeToListen(everywhere, false)).toThrow("refusing to listen on 0.0.0.0");
  expect(() => assertSafeToListen(everywhere, true)).not.toThrow();
  expect(() => assertSafeToListen({ host: "localhost", port: 0 }, false)).not.toThrow();
});
