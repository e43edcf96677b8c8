import { expect, test } from "vitest";
import { chooseProxy } from "./choose-proxy.ts";

const HTTPS = { HTTPS_PROXY: "http://proxy:3128" };

test.for([
  ["https://api.example.com:6443", HTTPS, "http://proxy:3128"],
  ["https://api.example.com", { https_proxy: "proxy:3128" }, "http://proxy:3128"],
  ["http://api.example.com", HTTPS, undefined],
  ["http://api.example.com", { HTTP_PROXY: "http://p" }, "http://p"],
  ["https://127.0.0.1:6443", HTTPS, undefined],
  ["https://127.8.9.1:6443", HTTPS, undefined],
  ["https://[::1]:6443", HTTPS, undefined],
  ["https://localhost:6443", HTTPS, undefined],
  ["https://api.example.com", { ...HTTPS, NO_PROXY: "*" }, undefined],
  ["https://api.example.com", { ...HTTPS, NO_PROXY: "other, example.com" }, undefined],
  ["https://api.example.com", { ...HTTPS, no_proxy: ".example.com" }, undefined],
  ["https://example.com", { ...HTTPS, NO_PROXY: ".example.com" }, "http://proxy:3128"],
  ["https://notexample.com", { ...HTTPS, NO_PROXY: "example.com" }, "http://proxy:3128"],
  ["https://api.example.com:6443", { ...HTTPS, NO_PROXY: "api.example.com:6443" }, undefined],
  ["https://api.example.com", { ...HTTPS, NO_PROXY: "api.example.com:443" }, undefined],
  ["https://api.example.com:1", { ...HTTPS, NO_PROXY: "api.example.com:2" }, "http://proxy:3128"],
  ["https://10.1.2.3:6443", { ...HTTPS, NO_PROXY: "10.0.0.0/8" }, undefined],
  ["https://11.1.2.3:6443", { ...HTTPS, NO_PROXY: "10.0.0.0/8" }, "http://proxy:3128"],
  ["https://[fd00::5]:6443", { ...HTTPS, NO_PROXY: "fd00::/8" }, undefined],
  ["https://[fd00::5]:6443", { ...HTTPS, NO_PROXY: "fd00::5" }, undefined],
  ["https://10.1.2.3:6443", { ...HTTPS, NO_PROXY: "10.1.2.3/99" }, "http://proxy:3128"],
] as const)("%s with %o goes through %s", ([server, env, proxy]) => {
  expect(chooseProxy({ server }, env)).toBe(proxy);
});

test("the cluster's own proxy-url comes first, also for loopback", () => {
  const cluster = { server: "https://127.0.0.1:6443", proxyUrl: "socks5://jump:1080" };

  expect(chooseProxy(cluster, { ...HTTPS, NO_PROXY: "*" })).toBe("socks5://jump:1080");
});

test.for([
  ["socks5h://jump:1080", "socks5://jump:1080"],
  ["socks://jump:1080", "socks5://jump:1080"],
  ["https://proxy:3129", "https://proxy:3129"],
] as const)("%s is used as %s", ([proxyUrl, used]) => {
  expect(chooseProxy({ server: "https://api.example.com", proxyUrl }, {})).toBe(used);
});

test.for([
  ["socks4://jump:1080", "has the scheme socks4"],
  ["ftp://jump", "has the scheme ftp"],
  ["://nothing", "is no address"],
] as const)("%s is refused, with what can be used", ([proxyUrl, words]) => {
  const cluster = { server: "https://api.example.com", proxyUrl };

  expect(() => chooseProxy(cluster, {})).toThrow(words);
  expect(() =>
    chooseProxy({ server: cluster.server }, { HTTPS_PROXY: "socks4://u:p@jump" }),
  ).toThrow("the proxy of the environment has the scheme socks4");
});
