import { expect, test } from "vitest";
import { hostnameOf, parseRequestUrl, portOf, queryOf } from "./go-url.ts";

// oxfmt-ignore
test.for<[text: string, parts: readonly [scheme: string, host: string, hostname: string, port: string, path: string]]>([
  ["https://user:pw@example.com:8443/a%20b/c?x=1#frag", ["https", "example.com:8443", "example.com", "8443", "/a%20b/c"]],
  ["http://[::1]:80/", ["http", "[::1]:80", "::1", "80", "/"]],
  ["https://[fe80::1%25en0]:8080/x", ["https", "[fe80::1%en0]:8080", "fe80::1%en0", "8080", "/x"]],
  ["/relative/path?q=1", ["", "", "", "", "/relative/path"]],
  ["HTTP://EXAMPLE.com", ["http", "EXAMPLE.com", "EXAMPLE.com", "", ""]],
  ["http://a.b:/x", ["http", "a.b:", "a.b", "", "/x"]],
  ["http://a/b c\u00e9%2F", ["http", "a", "a", "", "/b%20c%C3%A9/"]],
  ["mailto:a@b", ["mailto", "", "", "", ""]],
])("%s is split as net/url does", ([text, [scheme, host, hostname, port, path]]) => {
  const url = parseRequestUrl(text);
  if (!url.ok) throw new Error(url.error);
  expect(url.value).toMatchObject({ scheme, host, escapedPath: path });
  expect([hostnameOf(url.value), portOf(url.value)]).toEqual([hostname, port]);
});

test("queries are decoded; pairs with a semicolon or a bad escape are dropped", () => {
  const url = parseRequestUrl("http://a/?x=1&y=a+b%20&x=3&k&bad=%zz&a;b=c");
  expect(url.ok && Object.fromEntries(queryOf(url.value))).toEqual({
    x: ["1", "3"],
    y: ["a b "],
    k: [""],
  });
});

// oxfmt-ignore
test.for<[text: string, error: string]>([
  ["", 'parse "": empty url'],
  ["abc", 'parse "abc": invalid URI for request'],
  ["http://a b", 'parse "http://a b": invalid character " " in host name'],
  ["http://a/%zz", 'parse "http://a/%zz": invalid URL escape "%zz"'],
  ["http://[::1", `parse "http://[::1": missing ']' in host`],
  ["http://a:port/", 'parse "http://a:port/": invalid port ":port" after host'],
  ["http://[1.2.3.4]/", 'parse "http://[1.2.3.4]/": invalid IP-literal'],
  ["http://us er@h/", 'parse "http://us er@h/": net/url: invalid userinfo'],
  [":foo", 'parse ":foo": missing protocol scheme'],
  ["http://a/\u0001", String.raw`parse "http://a/\x01": net/url: invalid control character in URL`],
])("%o is no URL, in net/url's words", ([text, error]) => {
  expect(parseRequestUrl(text)).toEqual({ ok: false, error });
});
