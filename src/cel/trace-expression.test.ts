import { expect, test } from "vitest";
import { offlineHost } from "../engine/offline-host.ts";
import { kyvernoLibraries } from "./all-libraries.ts";
import { compileExpression } from "./compile-expression.ts";
import type { CelEnvironment } from "./environment.ts";
import { formatValue } from "./format-value.ts";
import { traceExpression } from "./trace-expression.ts";

const environment: CelEnvironment = {
  variables: [{ name: "object", type: { kind: "dyn" } }],
  objectTypes: [],
  libraries: kyvernoLibraries,
  homogeneousLiterals: true,
  orValueCompat: true,
  twoVariableMacros: true,
};

const object = {
  kind: "Pod",
  spec: {
    hostPID: true,
    containers: [
      { name: "a", image: "nginx:1" },
      { name: "b", image: "redis:latest" },
      { name: "c", image: "busybox:latest" },
    ],
  },
};
const activation = { slots: [object], host: offlineHost([]) };

function traced(source: string): readonly string[] {
  const steps = traceExpression(source, environment)?.(activation) ?? [];
  return steps.map(
    ({ text, value, depth, at }) =>
      `${"  ".repeat(depth)}${at === undefined ? "" : `${at}: `}${text} = ${formatValue(value, 40)}`,
  );
}

test("of a false && only the false terms are followed", () => {
  expect(traced("object.kind == 'Pod' && object.spec.hostPID == false && true")).toEqual([
    "object.kind == 'Pod' && object.spec.hostPID == false && true = false",
    "  object.spec.hostPID == false = false",
    "    object.spec.hostPID = true",
  ]);
});

test("of a false || every term is followed, of a true one those that hold", () => {
  expect(traced("object.kind == 'A' || object.kind == 'B'")).toEqual([
    "object.kind == 'A' || object.kind == 'B' = false",
    "  object.kind == 'A' = false",
    '    object.kind = "Pod"',
    "  object.kind == 'B' = false",
    '    object.kind = "Pod"',
  ]);
  expect(traced("object.kind == 'A' || object.kind == 'Pod'")).toEqual([
    "object.kind == 'A' || object.kind == 'Pod' = true",
    "  object.kind == 'Pod' = true",
    '    object.kind = "Pod"',
  ]);
});

test("of a conditional the chosen branch is followed", () => {
  expect(traced("has(object.spec.x) ? object.spec.x : object.kind")).toEqual([
    `has(object.spec.x) ? object.spec.x : object.kind = "Pod"`,
    "  has(object.spec.x) = false",
    expect.stringMatching(/^ {4}object\.spec = \{/u),
    '  object.kind = "Pod"',
  ]);
});

test("of a false all() the elements that fail are shown, with the macro's variable in place", () => {
  expect(traced("object.spec.containers.all(c, !c.image.endsWith(':latest'))")).toEqual([
    "object.spec.containers.all(c, !c.image.endsWith(':latest')) = false",
    expect.stringMatching(/^ {2}object\.spec\.containers = \[/u),
    "  c = object.spec.containers[1]: !c.image.endsWith(':latest') = false",
    "    c.image.endsWith(':latest') = true",
    '      c.image = "redis:latest"',
    "  c = object.spec.containers[2]: !c.image.endsWith(':latest') = false",
    "    c.image.endsWith(':latest') = true",
    '      c.image = "busybox:latest"',
  ]);
});

test("inner macros see the outer one's variable, and hide it where they use the same name", () => {
  const steps = traced(
    "object.spec.containers.all(c, ['a'].exists(x, x == c.name) && [1].all(c, c == 1))",
  );
  expect(steps).toContain("    ['a'].exists(x, x == c.name) = false");
  expect(steps).toContain("      x = ['a'][0]: x == c.name = false");
  expect(steps).toContain('        c.name = "b"');
});

test("errors are values of the parts that have them", () => {
  expect(traced("object.spec.nope == 1")).toEqual([
    "object.spec.nope == 1 = error: no such key: nope",
    "  object.spec.nope = error: no such key: nope",
  ]);
});

test("an expression that does not compile has no trace", () => {
  expect(traceExpression("object.", environment)).toBeUndefined();
  expect(traceExpression("1 + 'a'", environment)).toBeUndefined();
});

test.for([
  "object.spec.containers.map(c, c.name).join(',')",
  "object.spec.containers.exists(c, c.image.contains('redis'))",
  "math.greatest(1, 2) == 2",
  "object.spec.containers.filter(c, c.name > 'a').size() == 2",
  "cel.bind(n, object.kind, n + n) == 'PodPod'",
  "object.?metadata.?labels.orValue({}) == {}",
  "quantity('1Gi').isGreaterThan(quantity('1Mi'))",
  "[3, 1, 2].sort() == [1, 2, 3]",
])("the first step of %s has the value that evaluating it gives", (source) => {
  const compilation = compileExpression(source, environment);
  const [first] = traceExpression(source, environment)?.(activation) ?? [];
  expect(compilation.ok && compilation.program.evaluate(activation)).toEqual(first?.value);
  expect(compilation.ok).toBe(true);
});
