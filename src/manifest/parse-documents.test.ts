import { describe, expect, test } from "vitest";
import type { Document } from "./document.ts";
import { parseDocuments } from "./parse-documents.ts";
import { formatProblem } from "./problem.ts";

function valuesOf(text: string): unknown[] {
  const { documents, problems } = parseDocuments(text, "f.yaml");
  expect(problems.filter(({ level }) => level !== "warning").map(formatProblem)).toEqual([]);
  return documents.map(({ value }) => value);
}

function problemsOf(text: string): string[] {
  return parseDocuments(text, "f.yaml").problems.map(formatProblem);
}

function only(text: string): Document {
  const [document] = parseDocuments(text, "f.yaml").documents;
  if (document === undefined) throw new Error("no document");
  return document;
}

describe("scalars are what sigs.k8s.io/yaml 1.6 makes of them", () => {
  // Each pair was recorded from sigs.k8s.io/yaml v1.6.0.
  test.for([
    ["yes", true],
    ["Off", false],
    ["y", true],
    ["N", false],
    ["yES", "yES"],
    ["0777", 511],
    ["0o17", 15],
    ["08", 8],
    ["0o8", "0o8"],
    ["1_000", 1000],
    ["0b101", 5],
    ["-0b1", -1],
    ["0X1f", 31],
    ["0x", "0x"],
    ["1:30", "1:30"],
    ["2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"],
    ["1e3", 1000],
    [".5", 0.5],
    ["5.", 5],
    ["._5", "._5"],
    ["1e999", "1e999"],
    ["18446744073709551615", 2 ** 64],
    ["0xFFFFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFFF"],
    ["1_", 1],
    ["_1", "_1"],
    ["~", null],
    ["Null", null],
    ["!!str 5", "5"],
    ['!!int "5"', 5],
    ['!!bool "yes"', true],
    ["!!binary aGVsbG8=", "hello"],
    ["!foo 5", "5"],
    ["!Ref {b: c}", { b: "c" }],
    ["<<", "<<"],
    ["=", "="],
    ['"yes"', "yes"],
    ["'0777'", "0777"],
  ] as const)("%s", ([text, value]) => {
    expect(valuesOf(`a: ${text}\n`)).toEqual([{ a: value }]);
  });

  test.for([
    ".inf",
    "-.Inf",
    ".nan",
    "!!int x",
    "!!null x",
    "*nowhere",
    "[1",
    "{a: {b}",
    "@x",
    "-",
  ])("%s is refused", (text) => {
    const { documents, problems } = parseDocuments(`a: ${text}\n`, "f.yaml");
    expect(documents).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});

describe("keys", () => {
  test.for([
    ["on: x", { true: "x" }],
    ["0x10: x", { 16: "x" }],
    ["1.5: x", { "1.5": "x" }],
    ["1.123456789: x", { "1.1234568": "x" }],
    ["1: x", { 1: "x" }],
    ['"on": x', { on: "x" }],
  ] as const)("%s is a string key", ([text, value]) => {
    expect(valuesOf(text)).toEqual([value]);
  });

  test.for(["null: x", "~: x", "[a]: x", "{a: b}: x", "? [a]\n: x"])("%s is refused", (text) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining("a key must be a string")]);
  });

  test("__proto__ and constructor are ordinary keys", () => {
    for (const text of [
      "__proto__: {a: 1}\nconstructor: 2",
      '{"__proto__": {"a": 1}, "constructor": 2}',
    ]) {
      const [value] = valuesOf(text);
      expect(Object.entries(value ?? {})).toEqual([
        ["__proto__", { a: 1 }],
        ["constructor", 2],
      ]);
      expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
    }
  });

  test("the last of duplicate keys counts, with a warning where it stands", () => {
    expect(valuesOf("a: 1\nb: 0\na: 2\n")).toEqual([{ a: 2, b: 0 }]);
    expect(parseDocuments("x:\n- a: 1\n  a: 2\n", "f.yaml").problems).toEqual([
      {
        message: 'the key "a" stands here a second time; only the last one counts',
        at: { file: "f.yaml", line: 3, column: 3 },
        hint: "remove one of them",
        level: "warning",
      },
    ]);
  });

  test("duplicate keys of JSON warn too, and keys inside strings do not", () => {
    expect(problemsOf('{"a": 1,\n "a": 2}')).toEqual([expect.stringContaining("f.yaml:2:2:")]);
    expect(problemsOf(String.raw`{"a": "\"b\":1 \\", "c\":": {"d": "\"x\": "}}`)).toEqual([]);
  });
});

describe("merge keys", () => {
  test.for([
    ["b: &x {p: 1, q: 2}\nc: {<<: *x, p: 3}", { p: 3, q: 2 }],
    // go-yaml v2 lets whatever comes later win, also the merged keys.
    ["b: &x {p: 1}\nc: {p: 3, <<: *x}", { p: 1 }],
    ["b: &x {p: 1}\nd: &y {p: 2, q: 2}\nc: {<<: [*x, *y]}", { p: 1, q: 2 }],
    ['c: {"<<": 1}', { "<<": 1 }],
  ] as const)("%s", ([text, value]) => {
    expect(valuesOf(text)).toEqual([expect.objectContaining({ c: value })]);
  });

  test("merging anything but mappings is refused", () => {
    expect(problemsOf("a: {<<: [1]}")).toEqual([expect.stringContaining("takes a mapping")]);
  });

  test("overriding a merged key is no duplicate", () => {
    expect(problemsOf("b: &x {p: 1}\nc: {<<: *x, p: 3}")).toEqual([]);
  });
});

describe("documents of a stream", () => {
  test.for([
    ["", []],
    ["# only a comment\n", []],
    ["---\n---\n\n---\n# c\n", []],
    ["null\n---\n~\n", []],
    ["a\n---\nb\n", ["a", "b"]],
    ["--- # first\na: 1\n--- {b: 2}\n--- |\n text\n", [{ a: 1 }, { b: 2 }, "text\n"]],
    ["a: |\n  ---\n  x\n---x: 1\n", [{ a: "---\nx\n", "---x": 1 }]],
    ["a\n...\n# c\n...\n---\nb\n...\n", ["a", "b"]],
    ["%YAML 1.1\n---\na\n...\n%TAG ! tag:x,2000:\n---\nb", ["a", "b"]],
    ["\u{FEFF}---\r\na: 1\r\n---\r\nb: x\r\n", [{ a: 1 }, { b: "x" }]],
    ["a: 1\n\u{FEFF}---\nb: 2\n", [{ a: 1 }, { b: 2 }]],
    ["a: 1\r---\rb: 2\r", [{ a: 1 }, { b: 2 }]],
    ['{"a": 1}\n---\n{"b": [1]}\n', [{ a: 1 }, { b: [1] }]],
    ['{\n\t"a":\n\t1\n}', [{ a: 1 }]],
    ["{a: 1}", [{ a: 1 }]],
    // Without a final line break Go gives a block scalar none either.
    ["a: |\n  x", [{ a: "x" }]],
    ["a: >-\n  x\n  y\n", [{ a: "x y" }]],
    ["a: |+\n  x\n\n---\nb", [{ a: "x\n\n" }, "b"]],
  ] as const)("%j", ([text, values]) => {
    expect(valuesOf(text)).toEqual(values);
  });

  test("a broken document does not hide the others", () => {
    const text = "a: 1\n---\nb: [1, 2\nc: 3\n---\nd: 'x\n---\ne: 5\n";
    const { documents, problems } = parseDocuments(text, "f.yaml");
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { e: 5 }]);
    expect(problems.map(({ at }) => at.line)).toEqual([4, 7]);
  });

  test("a document's line is that of its first value", () => {
    const { documents } = parseDocuments("# c\n\na: 1\n--- # x\n\n# y\nb: 2\n--- c", "f.yaml");
    expect(documents.map(({ line }) => line)).toEqual([3, 7, 8]);
  });
});

describe("locate", () => {
  const text = [
    "# comment",
    "---",
    "metadata:",
    "  labels: {a.b/c: 'x', on: y}",
    "spec:",
    "  rules:",
    "    - name: one",
    "      expression: |",
    "        object.x",
    "    - <<: &base {p: 1}",
    "      name: two",
    "    - *base",
    "  empty:",
    "",
  ].join("\n");

  test.for([
    [[], "value", "3:1"],
    [["metadata", "labels", "a.b/c"], "value", "4:19"],
    [["metadata", "labels", "a.b/c"], "key", "4:12"],
    [["metadata", "labels", "true"], "value", "4:28"],
    [["spec", "rules", 0, "name"], "value", "7:13"],
    [["spec", "rules", 0, "expression"], "value", "9:9"],
    [["spec", "rules", 0, "expression"], "key", "8:7"],
    [["spec", "rules", 1, "p"], "value", "10:21"],
    [["spec", "rules", 2], "value", "12:7"],
    [["spec", "rules", 2, "p"], "value", "10:21"],
    [["spec", "empty"], "value", "13:3"],
    [["spec", "rules", 7, "name"], "value", "7:5"],
    [["nothing"], "value", "3:1"],
  ] as const)("%j %s stands at %s", ([path, part, place]) => {
    const { line, column } = only(text).locate(path, part);
    expect(`${line}:${column}`).toBe(place);
  });

  test("counts from the file's beginning in a later document, and names the path", () => {
    const [, second] = parseDocuments("a: 1\n---\nb:\n- c: 2\n", "f.yaml").documents;
    expect(second?.locate(["b", 0, "c"])).toEqual({
      file: "f.yaml",
      line: 4,
      column: 6,
      path: "b[0].c",
    });
  });

  test("knows places in JSON indented with tabs", () => {
    expect(only('{\n\t"a": {\n\t\t"b": 1\n\t}\n}').locate(["a", "b"])).toMatchObject({
      line: 3,
      column: 8,
    });
  });
});

describe("hostile input", () => {
  test("an alias bomb is refused, quickly", () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`,
    );
    const started = performance.now();
    expect(problemsOf(`a0: &a0 [x]\n${levels.join("\n")}\n`)).toEqual([
      expect.stringContaining("the aliases expand to more than"),
    ]);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test("a merge bomb is refused", () => {
    const keys = Array.from({ length: 1000 }, (_, i) => `k${i}: 1`).join(", ");
    const uses = Array.from({ length: 500 }, () => "- {<<: *b}").join("\n");
    expect(problemsOf(`b: &b {${keys}}\nc:\n${uses}\n`)).toEqual([
      expect.stringContaining('"<<" copies more than'),
    ]);
  });

  test("ordinary use of anchors is fine, however often", () => {
    const uses = Array.from({ length: 20_000 }, () => "- *x").join("\n");
    expect(valuesOf(`x: &x {a: 1}\ny:\n${uses}\n`)).toHaveLength(1);
  });

  test("an anchor that contains itself is refused", () => {
    expect(problemsOf("a: &a [*a]\n")).toEqual([expect.stringContaining("alias of itself")]);
  });

  test.for([
    ["yaml", (n: number) => `${"[".repeat(n)}${"]".repeat(n)}`],
    ["block", (n: number) => Array.from({ length: n }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    ["json", (n: number) => `${'{"a":'.repeat(n)}1${"}".repeat(n)}`],
  ] as const)("nesting is read up to 1,000 levels and refused beyond: %s", ([, nest]) => {
    expect(problemsOf(nest(900))).toEqual([]);
    expect(problemsOf(nest(5000))).toEqual([expect.stringContaining("nested deeper than 1000")]);
  });

  test("a tab as indentation is refused with a hint", () => {
    expect(problemsOf("a:\n\tb: 1\n")).toEqual([expect.stringContaining("indent with spaces")]);
  });

  test("a NUL byte is refused with its place", () => {
    expect(problemsOf("a: 1\nb: \0x\n")).toEqual([expect.stringContaining("f.yaml:2:4:")]);
  });

  test("many small documents and many duplicate keys are no problem for the stack", () => {
    expect(parseDocuments("a: 1\n---\n".repeat(200_000), "f.yaml").documents).toHaveLength(200_000);
    expect(problemsOf("a: 1\n".repeat(200_000))).toHaveLength(199_999);
  });

  test("a very long line is read", () => {
    const long = "x".repeat(2_000_000);
    expect(valuesOf(`a: ${long}\n`)).toEqual([{ a: long }]);
  });

  test("an integer that loses digits warns", () => {
    expect(problemsOf("a: 9007199254740993\n")).toEqual([expect.stringContaining("f.yaml:1:4:")]);
    expect(problemsOf('{"a": 9007199254740993}')).toEqual([expect.stringContaining("f.yaml:1:7:")]);
    expect(problemsOf("a: 9007199254740992\nb: '9007199254740993'\n")).toEqual([]);
  });
});
