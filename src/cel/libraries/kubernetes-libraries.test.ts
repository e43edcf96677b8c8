import { expect, test } from "vitest";
import { callLibrary } from "../../../test/support/call-library.ts";
import { CelOptional } from "../boxed-values.ts";
import { celEquals } from "../run/equality.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import { authorizerLibrary } from "./authorizer.ts";
import { jsonpatchLibrary } from "./jsonpatch.ts";
import { marshalJson } from "./json-text.ts";
import { kubernetesCidrLibrary } from "./kubernetes-cidr.ts";
import { kubernetesFormatsLibrary } from "./kubernetes-formats.ts";
import { kubernetesIpLibrary } from "./kubernetes-ip.ts";
import { kubernetesQuantityLibrary } from "./kubernetes-quantity.ts";
import { kubernetesRegexLibrary } from "./kubernetes-regex.ts";
import { kubernetesSemverLibrary } from "./kubernetes-semver.ts";
import { kubernetesUrlsLibrary } from "./kubernetes-urls.ts";
import { regexLibrary } from "./regex.ts";

const call = callLibrary(
  kubernetesCidrLibrary,
  kubernetesFormatsLibrary,
  kubernetesIpLibrary,
  kubernetesQuantityLibrary,
  kubernetesRegexLibrary,
  kubernetesSemverLibrary,
  kubernetesUrlsLibrary,
  jsonpatchLibrary,
  regexLibrary,
);
const error = (text: string): CelError => new CelError(text);

/** A value from its constructor: `quantity`, `ip` … */
function make(constructor: string, ...args: readonly CelValue[]): CelValue {
  const value = call(constructor, ...args);
  if (value instanceof CelError) throw new Error(value.message);
  return value;
}

const q = (text: string): CelValue => make("quantity", text);
const v = (text: string): CelValue => make("semver", text);
const ten = make("cidr", "10.1.2.3/8");
const url = make("url", "https://u:p@h.x:8443/a%20b?x=1&x=2#f");
const format = (name: string): CelValue => make(`format.${name}`);
const LABEL_ERROR =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

// oxfmt-ignore
test.for<[name: string, args: readonly CelValue[], result: CelResult]>([
  ["isQuantity", ["1.5Gi"], true],
  ["quantity", ["a"], error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")],
  ["sign", [q("-1")], -1n],
  ["isLessThan", [q("1"), q("1.1")], true],
  ["isGreaterThan", [q("1"), q("1000m")], false],
  ["compareTo", [q("2"), q("1")], 1n],
  ["asApproximateFloat", [q("100m")], 0.1],
  ["isInteger", [q("1.0")], false],
  ["asInteger", [q("100k")], 100_000n],
  ["asInteger", [q("1.5")], error("cannot convert value to integer")],
  ["isSemver", ["v1.2"], false],
  ["isSemver", ["v1.2", true], true],
  ["semver", [""], error("Version string empty")],
  ["minor", [v("1.2.3")], 2n],
  ["compareTo", [v("1.0.0-rc"), v("1.0.0")], -1n],
  ["isIP", ["::ffff:1.2.3.4"], false],
  ["ip", ["1.2.3"], error('IP Address "1.2.3" parse error during conversion from string: ParseAddr("1.2.3"): IPv4 address too short')],
  ["ip", ["fe80::1%e"], error('IP address "fe80::1%e" with zone value is not allowed')],
  ["ip", ["::ffff:1.2.3.4"], error('IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed')],
  ["ip.isCanonical", ["2001:DB8::1"], false],
  ["family", [make("ip", "::1")], 6n],
  ["isLoopback", [make("ip", "127.0.0.1")], true],
  ["string", [make("ip", "0:0::1")], "::1"],
  ["cidr", ["10.0.0.0"], error(`network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("10.0.0.0"): no '/'`)],
  ["containsIP", [ten, "10.2.3.4"], true],
  ["containsIP", [ten, "x"], error("no such overload")],
  ["containsCIDR", [ten, make("cidr", "10.0.0.0/7")], false],
  ["prefixLength", [ten], 8n],
  ["string", [ten], "10.1.2.3/8"],
  ["masked", [ten], make("cidr", "10.0.0.0/8")],
  ["ip", [ten], make("ip", "10.1.2.3")],
  ["isURL", ["abc"], false],
  ["url", ["abc"], error('URL parse error during conversion from string: parse "abc": invalid URI for request')],
  ["getHost", [url], "h.x:8443"],
  ["getHostname", [url], "h.x"],
  ["getEscapedPath", [url], "/a%20b"],
  ["getQuery", [url], { x: ["1", "2"] }],
  ["find", ["abc 123", "[0-9]+"], "123"],
  ["find", ["abc", "("], error("Illegal regex: error parsing regexp: missing closing ): `(`")],
  ["findAll", ["aaa", ""], ["", "", "", ""]],
  ["findAll", ["1 2 3", String.raw`\d`, 2n], ["1", "2"]],
  ["jsonpatch.escapeKey", ["a/b~c"], "a~1b~0c"],
  ["format.named", ["nope"], CelOptional.none],
  ["validate", [format("dns1123Label"), "abc"], CelOptional.none],
  ["validate", [format("dns1123Label"), "Abc"], CelOptional.of([LABEL_ERROR])],
  ["validate", [format("dns1123Label"), "a".repeat(64)], CelOptional.of(["must be no more than 63 characters"])],
  ["validate", [format("dns1123SubdomainPrefix"), "a-"], CelOptional.none],
  ["validate", [format("qualifiedName"), "/x"], CelOptional.of(["prefix part must be non-empty"])],
  ["validate", [format("uri"), "x"], CelOptional.of(['parse "x": invalid URI for request'])],
  ["validate", [format("uuid"), "123e4567e89b12d3a456426614174000"], CelOptional.none],
  ["validate", [format("byte"), "a"], CelOptional.of(["invalid base64"])],
  ["validate", [format("date"), "2023-02-29"], CelOptional.of(["invalid date"])],
  ["validate", [format("date"), "2024-02-29"], CelOptional.none],
  ["validate", [format("datetime"), "2024-01-01T24:00:00Z"], CelOptional.of(["invalid datetime"])],
  ["validate", [format("datetime"), "2024-01-01t00:00:00.5+01:00"], CelOptional.none],
])("%s%o gives %o", ([name, args, result]) => {
  expect(call(name, ...args)).toEqual(result);
});

// oxfmt-ignore
test.for<[name: string, args: readonly CelValue[], result: CelResult]>([
  ["regex.replace", ["john smith", String.raw`(\w+) (\w+)`, String.raw`\2 \1\\`], "smith john\\"],
  ["regex.replace", ["aaaa", "a", "b", 2n], "bbaa"],
  ["regex.replace", ["aaaa", "(", "b", 0n], "aaaa"],
  ["regex.replace", ["abc", "(b)", String.raw`\2`], error("replacement string references group 2 but regex has only 1 group(s)")],
  ["regex.replace", ["abc", "b", String.raw`\x`], error(String.raw`invalid replacement string: '\x' \ must be followed by a digit or ` + "\\")],
  ["regex.replace", ["abc", "b", "\\"], error(String.raw`invalid replacement string: '\' \ not allowed at end`)],
  ["regex.extract", ["id=42;", "id=([0-9]+)"], CelOptional.of("42")],
  ["regex.extract", ["abc", "(x)?a"], CelOptional.none],
  ["regex.extract", ["abc", "(a)(b)"], error('regular expression has more than one capturing group: "(a)(b)"')],
  ["regex.extractAll", ["k1=v1,k2=v2", String.raw`(\w+)=`], ["k1", "k2"]],
  ["regex.extractAll", ["😀a😀b", "😀."], ["😀a", "😀b"]],
])("%s%o gives %o", ([name, args, result]) => {
  expect(call(name, ...args)).toEqual(result);
});

// oxfmt-ignore
test.for<[value: CelValue, json: string]>([
  [q("1000m"), '"1"'],
  [v("1.2.3-a+b"), '"1.2.3-a+b"'],
  [make("ip", "::1"), '"::1"'],
  [ten, '"10.1.2.3/8"'],
  [make("url", "http://a"), '{"Scheme":"http","Opaque":"","User":null,"Host":"a","Path":"","Fragment":"","RawQuery":"","RawPath":"","RawFragment":"","ForceQuery":false,"OmitHost":false}'],
])("%o is %s in JSON", ([value, json]) => {
  expect(marshalJson(value)).toBe(json);
});

// oxfmt-ignore
test.for<[a: CelValue, b: CelValue, equal: boolean]>([
  [q("1"), q("1000m"), true],
  [make("add", q("1"), 1n), q("2"), true],
  [make("sub", q("1"), q("1500m")), q("-500m"), true],
  [make("ip", "::1"), make("ip", "0::1"), true],
  [make("ip", "::"), make("ip", "0.0.0.0"), false],
  [ten, make("cidr", "10.1.2.3/8"), true],
  [ten, make("cidr", "10.0.0.0/8"), false],
  [v("1.0.0+a"), v("1.0.0+b"), true],
  [url, make("url", "https://u:p@h.x:8443/a%20b?x=1&x=2#f"), true],
  [format("uuid"), format("byte"), false],
  [q("1"), v("1.0.0"), false],
])("%o equals %o: %s", ([a, b, equal]) => {
  expect(celEquals(a, b)).toBe(equal);
});

test("there is no authorizer, but its methods are declared", () => {
  const names = authorizerLibrary.functions.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["check", "allowed", "serviceAccount"]));
  for (const { call: method } of authorizerLibrary.functions) {
    expect(Reflect.apply(method, undefined, [])).toBeInstanceOf(CelError);
  }
});
