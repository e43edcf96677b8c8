import { expect, test } from "vitest";
import { callLibrary } from "../../../test/support/call-library.ts";
import { CelError, type CelResult } from "../values.ts";
import { LibraryObject } from "./library-object.ts";
import { yamlLibrary } from "./yaml.ts";

const call = callLibrary(yamlLibrary);
const parse = (text: string): CelResult => call("parse", new LibraryObject("yaml.Yaml"), text);

// oxfmt-ignore
test.for<[text: string, value: CelResult]>([
  ["a: 1\n---\nb: 2", { a: 1 }],
  ["a: 1\na: 2", { a: 2 }],
  ["n: on", { false: true }],
  ["", null],
])("%j is read as sigs.k8s.io/yaml reads it", ([text, value]) => {
  expect(parse(text)).toEqual(value);
});

// oxfmt-ignore
test.for<[text: string, error: string]>([
  ["a: -.inf", "json: unsupported value: -Inf"],
  ["a:\n- b\n-c", "yaml: line 4: could not find expected ':'"],
  ["\ta: 1", "yaml: found character that cannot start any token"],
  ["b: 1\na: @x", "yaml: line 2: found character that cannot start any token"],
  ["%YAML 1.2\n---\na: 1", "yaml: found incompatible YAML document"],
  ["a: [", "yaml: line 1: did not find expected node content"],
  ["{a: 1", "yaml: line 1: did not find expected ',' or '}'"],
  ["a: b: c", "yaml: mapping values are not allowed in this context"],
  ["'x", "yaml: found unexpected end of stream"],
  ["*x", "yaml: unknown anchor 'x' referenced"],
  ["a:\n  - b\n c", "yaml: line 2: did not find expected key"],
])("%j is refused in go-yaml's words", ([text, error]) => {
  expect(parse(text)).toEqual(new CelError(`error converting YAML to JSON: ${error}`));
});
