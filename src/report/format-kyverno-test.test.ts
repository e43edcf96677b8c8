import { load } from "js-yaml";
import { expect, test } from "vitest";

import { formatKyvernoTest, formatKyvernoTestTable } from "./format-kyverno-test.ts";
import type { KyvernoTestRow, KyvernoTestTable } from "./kyverno-test-row.ts";

const PASSED: KyvernoTestRow = {
  policy: "p",
  rule: "r",
  resource: "v1/Pod/x/a",
  result: "Pass",
  reason: "Ok",
  message: "fine",
};
const FAILED: KyvernoTestRow = {
  ...PASSED,
  rule: "",
  result: "Fail",
  reason: "Want pass, got fail",
  message: 'a | b\n<"&">\u0001',
};
const TABLES: readonly KyvernoTestTable[] = [
  { test: "t1", suite: "d1/kyverno-test.yaml", rows: [PASSED, FAILED] },
  { test: "t2", suite: "d2/kyverno-test.yaml", rows: [PASSED] },
];

test("the table has the CLI's columns, MESSAGE only when details are asked for", () => {
  const table = formatKyvernoTestTable([PASSED], { detailed: false, color: false });
  expect(table.split("\n")[1]).toBe("│ ID │ POLICY │ RULE │ RESOURCE   │ RESULT │ REASON │");
  expect(table.split("\n")[3]).toBe("│ 1  │ p      │ r    │ v1/Pod/x/a │ Pass   │ Ok     │");
  expect(formatKyvernoTestTable([PASSED], { detailed: true, color: false })).toContain("MESSAGE");
});

test("colour is used only where wanted", () => {
  const view = { detailed: false, color: true };
  expect(formatKyvernoTestTable([FAILED], view)).toContain("\u001B[31mFail\u001B[0m");
  expect(formatKyvernoTestTable([FAILED], { ...view, color: false })).not.toContain("\u001B");
});

test("JSON is one array over all tests, numbered per test, with the suite of each row", () => {
  const rows: unknown = JSON.parse(formatKyvernoTest(TABLES, "json"));
  expect(rows).toMatchObject([{ ID: 1 }, { ID: 2 }, { ID: 1, SUITE: "d2/kyverno-test.yaml" }]);
  expect(rows).toContainEqual({
    ID: 1,
    POLICY: "p",
    RULE: "r",
    RESOURCE: "v1/Pod/x/a",
    RESULT: "Pass",
    REASON: "Ok",
    Message: "fine",
    SUITE: "d1/kyverno-test.yaml",
  });
});

test("YAML says the same as JSON", () => {
  expect(load(formatKyvernoTest(TABLES, "yaml"))).toEqual(
    JSON.parse(formatKyvernoTest(TABLES, "json")),
  );
});

test("no tests at all is an empty list", () => {
  expect(formatKyvernoTest([], "json")).toBe("[]\n");
});

test("Markdown keeps every row on one line and its bars out of the table", () => {
  const lines = formatKyvernoTest(TABLES, "markdown").trimEnd().split("\n");
  expect(lines).toHaveLength(5);
  expect(lines[3]).toContain(String.raw`a \| b \<"&"\>`);
});

test("JUnit counts failures per suite and escapes what XML cannot hold", () => {
  const xml = formatKyvernoTest(TABLES, "junit");
  expect(xml).toContain('<testsuites tests="3" failures="1">');
  expect(xml).toContain('<testsuite name="t1" file="d1/kyverno-test.yaml" tests="2" failures="1">');
  expect(xml).toContain('<testcase classname="p/r" name="v1/Pod/x/a"/>');
  expect(xml).toContain(
    '<failure message="Want pass, got fail">a | b&#10;&lt;&quot;&amp;&quot;&gt;\uFFFD</failure>',
  );
});
