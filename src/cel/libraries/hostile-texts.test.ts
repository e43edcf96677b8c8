import { expect, test } from "vitest";
import { callLibrary } from "../../../test/support/call-library.ts";
import { LibraryObject } from "./library-object.ts";
import { CelError, type CelValue } from "../values.ts";
import { encodersLibrary } from "./encoders.ts";
import { hashLibrary } from "./hash.ts";
import { imageLibrary } from "./image.ts";
import { jsonLibrary } from "./json.ts";
import { kubernetesCidrLibrary } from "./kubernetes-cidr.ts";
import { kubernetesFormatsLibrary } from "./kubernetes-formats.ts";
import { kubernetesIpLibrary } from "./kubernetes-ip.ts";
import { kubernetesQuantityLibrary } from "./kubernetes-quantity.ts";
import { kubernetesSemverLibrary } from "./kubernetes-semver.ts";
import { kubernetesUrlsLibrary } from "./kubernetes-urls.ts";
import { regexLibrary } from "./regex.ts";
import { stringsLibrary } from "./strings.ts";
import { userLibrary } from "./user.ts";
import { x509Library } from "./x509.ts";
import { yamlLibrary } from "./yaml.ts";

const call = callLibrary(
  encodersLibrary,
  hashLibrary,
  imageLibrary,
  jsonLibrary,
  kubernetesCidrLibrary,
  kubernetesFormatsLibrary,
  kubernetesIpLibrary,
  kubernetesQuantityLibrary,
  kubernetesSemverLibrary,
  kubernetesUrlsLibrary,
  regexLibrary,
  stringsLibrary,
  userLibrary,
  x509Library,
  yamlLibrary,
);

/** As long as Kubernetes lets all annotations of an object be. */
const SIZE = 256 * 1024;
const TEXTS = [
  "0",
  "a",
  " ",
  ":",
  ".",
  "-",
  "/",
  "[",
  "{",
  "%",
  "é",
  "\n",
  "a.",
  "a:",
  ": ",
  "1.",
  "::",
  "&=",
  "\\",
  '"',
  "-----BEGIN CERTIFICATE-----\n",
].flatMap((unit) => [unit.repeat(SIZE / unit.length), `${unit.repeat(SIZE / unit.length)}!`]);
const format = (name: string): CelValue => {
  const value = call(`format.${name}`);
  return value instanceof CelError ? null : value;
};
const json = new LibraryObject("json.Json");
const yaml = new LibraryObject("yaml.Yaml");

// oxfmt-ignore
test.for<[name: string, before: readonly CelValue[], after: readonly CelValue[]]>([
  ["quantity", [], []], ["semver", [], [true]], ["ip", [], []], ["cidr", [], []], ["url", [], []],
  ["image", [], []], ["sha256", [], []], ["trim", [], []], ["lowerAscii", [], []], ["split", [], ["a"]],
  ["indexOf", [], ["b"]], ["replace", [], ["x", "y"]], ["strings.quote", [], []], ["format", [], [["a", "b"]]],
  ["base64.decode", [], []], ["unmarshal", [json], []], ["parseServiceAccount", [], []], ["x509.decode", [], []],
  ["validate", [format("dns1123Subdomain")], []], ["validate", [format("qualifiedName")], []], ["validate", [format("uri")], []],
  ["validate", [format("byte")], []], ["validate", [format("datetime")], []], ["regex.extract", [], ["(a*)*!"]],
  ["parse", [yaml], []],
])("%s%o is quick with any text, and never throws", ([name, before, after]) => {
  const slow = TEXTS.filter((text) => {
    const start = performance.now();
    call(name, ...before, text, ...after);
    return performance.now() - start > 1500;
  });
  expect(slow.map((text) => JSON.stringify(text.slice(0, 10)))).toEqual([]);
});

test("texts do not grow without end", () => {
  const long = "a".repeat(SIZE);
  const error = new CelError("the text would be too long");
  expect(call("replace", long, "a", long)).toEqual(error);
  expect(call("replace", long, "", long)).toEqual(error);
  expect(
    call(
      "join",
      Array.from({ length: 1000 }, () => long),
    ),
  ).toEqual(error);
  expect(call("regex.replace", long, "a", long)).toEqual(error);
  expect(call("replace", long, "a", long, 1n)).toBe(`${long}${"a".repeat(SIZE - 1)}`);
});
