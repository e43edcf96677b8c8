import { expect, test } from "vitest";
import { compileLabelSelector, type LabelSelectorSpec } from "./label-selector.ts";

const LABELS = { app: "web", tier: "" };

// oxfmt-ignore
test.for<[selector: LabelSelectorSpec | null, matches: boolean]>([
  [null, false],
  [{}, true],
  [{ matchLabels: { app: "web", tier: "" } }, true],
  [{ matchLabels: { app: "api" } }, false],
  [{ matchLabels: { constructor: "x" } }, false],
  [{ matchExpressions: [{ key: "app", operator: "In", values: ["api", "web"] }] }, true],
  [{ matchExpressions: [{ key: "env", operator: "In", values: ["api"] }] }, false],
  [{ matchExpressions: [{ key: "env", operator: "NotIn", values: ["api"] }] }, true],
  [{ matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] }, false],
  [{ matchExpressions: [{ key: "tier", operator: "Exists" }] }, true],
  [{ matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] }, false],
  [{ matchLabels: { app: "web" }, matchExpressions: [{ key: "env", operator: "Exists" }] }, false],
])("the selector %j answers %s", ([selector, matches]) => {
  const compiled = compileLabelSelector(selector);
  expect(compiled.ok && compiled.matches(LABELS)).toBe(matches);
});

// oxfmt-ignore
test.for<[selector: LabelSelectorSpec, error: string]>([
  [{ matchExpressions: [{ key: "a", operator: "in", values: ["b"] }] }, '"in" is not a valid label selector operator'],
  [{ matchExpressions: [{ key: "a", operator: "In" }] }, "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty"],
  [{ matchExpressions: [{ key: "a", operator: "Exists", values: ["b"] }] }, 'values: Invalid value: ["b"]: values set must be empty for exists and does not exist'],
  [{ matchLabels: { app: "prod*" } }, `values[0][app]: Invalid value: "prod*": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`],
  [{ matchLabels: { "/a": "" } }, 'key: Invalid value: "/a": prefix part must be non-empty'],
])("the selector %j is refused in apimachinery's words", ([selector, error]) => {
  expect(compileLabelSelector(selector)).toEqual({ ok: false, error });
});
