import { expect, test } from "vitest";
import { generatePods } from "../../bench/generate-pods.ts";
import { compilePattern } from "./compile-pattern.ts";

const PASS = { kind: "pass" };
const MISSING_KEY =
  "conditional anchor mismatch: conditional anchor key doesn't exist in the resource";
const skip = (message: string) => ({ kind: "skip", message });
const failAt = (path: string) => ({ kind: "fail", path });
const error = (message: string) => ({ kind: "error", message });

test.for([
  [{ a: "x" }, { a: "x", b: 1 }, PASS],
  [{ a: "x" }, { a: "y" }, failAt("/a/")],
  [{ a: "x" }, {}, failAt("/a/")],
  [{ a: { b: "x" } }, {}, failAt("/a/")],
  [{ a: { b: "x" } }, { a: [] }, failAt("/a/")],
  [{ a: "*" }, { a: "" }, PASS],
  [{ a: "*" }, { a: null }, failAt("/")],
  [{ a: "*" }, {}, failAt("/")],
  // Plain keys in order of name.
  [{ b: 1, a: 1 }, {}, failAt("/a/")],
  // Only the first pattern of a list counts, for every element.
  [{ a: [{ b: 1 }] }, { a: [] }, PASS],
  [{ a: [{ b: 1 }] }, { a: [{ b: 1 }, { b: 2 }] }, failAt("/a/1/b/")],
  [{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }] }, PASS],
  [{ a: ["x"] }, { a: ["x", "y"] }, failAt("/a/")],
  [{ a: "x" }, { a: ["x", "x"] }, PASS],
  [{ a: "x" }, { a: [] }, PASS],
  [{ a: ["x"] }, { a: "x" }, failAt("/a/")],
  [{ a: [] }, { a: [] }, failAt("/a/")],
] as const)("the pattern %j on %j", ([pattern, resource, expected]) => {
  expect(compilePattern(pattern).match(resource)).toMatchObject(expected);
});

test.for([
  [{ "(a)": 1, b: 1 }, { a: 1, b: 2 }, failAt("/b/")],
  [{ "(a)": 1, b: 1 }, { b: 2 }, skip(MISSING_KEY)],
  [
    { "(a)": 1 },
    { a: 2 },
    skip("conditional anchor mismatch: resource value '2' does not match '1' at path /a/"),
  ],
  [
    { "(a)": 1e9 },
    { a: 2e9 },
    skip(
      "conditional anchor mismatch: resource value '2e+09' does not match '1000000000' at path /a/",
    ),
  ],
  [
    { "(a)": 1e21 },
    { a: 1.5 },
    skip("conditional anchor mismatch: resource value '1.5' does not match '1e+21' at path /a/"),
  ],
  [{ "=(a)": 1 }, {}, PASS],
  [{ "=(a)": 1 }, { a: 2 }, failAt("/a/")],
  [{ "=(a)": "*" }, { a: null }, failAt("/a/")],
  [{ "X(a)": 1 }, {}, PASS],
  [{ "X(a)": "null" }, { a: null }, failAt("/a/")],
  [{ "^(a)": [{ b: 1 }] }, {}, PASS],
  [{ "^(a)": [{ b: 1 }] }, { a: [{ b: 2 }, { b: 1 }] }, PASS],
  [{ "^(a)": [{ b: 1 }] }, { a: [{ b: 2 }] }, failAt("/a/")],
  [{ "^(a)": [{ b: 1 }] }, { a: "x" }, failAt("/a/")],
  [{ "+(a)": 1 }, { a: 1 }, failAt("/+(a)/")],
  [{ "<(a)": 1, b: 1 }, { b: 1 }, PASS],
  // What may skip is decided before what can only fail.
  [
    { a: 1, "<(b)": 1 },
    { a: 2, b: 2 },
    skip("global anchor mismatch: resource value '2' does not match '1' at path /b/"),
  ],
  [{ a: 1, z: { "<(b)": 1 } }, { a: 2, z: { b: 2 } }, { kind: "skip" }],
  // A list is skipped when all its elements are.
  [{ a: [{ "(b)": 1, c: 1 }] }, { a: [{ b: 2 }, { b: 1, c: 1 }] }, PASS],
  [{ a: [{ "(b)": 1, c: 1 }] }, { a: [{ b: 2 }, { b: 1 }] }, failAt("/a/1/c/")],
  [{ a: [{ "(b)": 1 }] }, { a: [{}, {}] }, skip(`${MISSING_KEY}; ${MISSING_KEY}`)],
  // A failure while a condition's key was nowhere is no violation.
  [{ "^(a)": [{}], b: 1 }, {}, error("resource value '<nil>' does not match '1' at path /b/")],
  [{ "^(a)": [{}], "X(b)": 1 }, { b: 1 }, failAt("/b/")],
  [
    { a: [["x"], ["y"]] },
    { a: [["x"]] },
    error(
      "validate Array failed, array length mismatch, resource Array len is 1 and pattern Array len is 2",
    ),
  ],
] as const)("the anchors of %j on %j", ([pattern, resource, expected]) => {
  expect(compilePattern(pattern).match(resource)).toMatchObject(expected);
});

test.for([
  [{ "app*": "x" }, { "app.kubernetes.io/name": "x" }, PASS],
  [{ "app*": "x" }, { a: "x", app: "y" }, failAt("/metadata/labels/app/")],
  [{ "app*": "x" }, { a: "x" }, failAt("/metadata/labels/app*/")],
  [{ "=(app*)": "x" }, { a: "y" }, PASS],
  [{ "=(app*)": "x" }, { app: "y" }, failAt("/metadata/labels/app/")],
  // What is no text does not count.
  [{ "app*": "x", b: 1 }, { app: "x" }, PASS],
  [{ b: 1 }, { b: "x" }, PASS],
] as const)("the label patterns %j on %j", ([labels, own, expected]) => {
  const { match } = compilePattern({ metadata: { labels } });
  expect(match({ metadata: { labels: own } })).toMatchObject(expected);
});

test("metadata means the same in a template", () => {
  const { match } = compilePattern({
    spec: { template: { metadata: { annotations: { "a?": "x" } } } },
  });
  const template = { metadata: { annotations: { ab: "y" } } };
  const path = "/spec/template/metadata/annotations/ab/";
  expect(match({ spec: { template } })).toMatchObject(failAt(path));
});

test("a wildcard key elsewhere is a key like others", () => {
  const { match } = compilePattern({ spec: { labels: { "a*": "x" } } });
  expect(match({ spec: { labels: { ab: "x" } } })).toMatchObject(failAt("/spec/labels/a*/"));
});

test("a wildcard key means the resource's own key, whichever was matched before", () => {
  const { match } = compilePattern({ metadata: { labels: { "app*": "x" } } });
  const places = ["app-a", "app-b", "app-a"].map((key) => {
    const outcome = match({ metadata: { labels: { [key]: "y" } } });
    return outcome.kind === "fail" ? outcome.path : outcome.kind;
  });
  expect(places).toEqual([
    "/metadata/labels/app-a/",
    "/metadata/labels/app-b/",
    "/metadata/labels/app-a/",
  ]);
});

test.for(["constructor", "__proto__", "toString", "hasOwnProperty"])(
  "%s is a key like others",
  (key) => {
    const own = JSON.parse(`{"${key}": "x"}`);
    expect(compilePattern(own).match({})).toMatchObject(failAt(`/${key}/`));
    expect(compilePattern(own).match(own)).toEqual(PASS);
    for (const anchor of ["X", "=", "^", "<"]) {
      const pattern = JSON.parse(`{"${anchor}(${key})": "y"}`);
      expect(compilePattern(pattern).match({})).toEqual(PASS);
      expect(compilePattern(pattern).match(own).kind).not.toBe("pass");
    }
  },
);

test("random patterns on random values give an outcome, the same each time, and change nothing", () => {
  const random = randomNumbers(7);
  for (let round = 0; round < 3000; round += 1) {
    const pattern = deepFreeze(randomValue(random, 4, PATTERN_KEYS));
    const resource = deepFreeze(randomValue(random, 4, KEYS));
    const { match } = compilePattern(pattern);
    const outcome = match(resource);
    expect(["pass", "skip", "fail", "error"]).toContain(outcome.kind);
    match(generatePods(1)[0]);
    expect(match(resource)).toEqual(outcome);
  }
});

const KEYS = ["a", "b", "metadata", "labels", "annotations", "__proto__"];
const PATTERN_KEYS = KEYS.flatMap((key) =>
  [key, `(${key})`, `<(${key})`, `=(${key})`].concat([
    `X(${key})`,
    `^(${key})`,
    `+(${key})`,
    `${key}*`,
    `(${key}?)`,
  ]),
);
const SCALARS = [
  null,
  true,
  false,
  0,
  1.5,
  1e21,
  "",
  "a",
  "*",
  "?*",
  "!a",
  ">1",
  "1-3",
  "1m",
  "10Mi",
  "a|b",
  "|",
  "&",
  "!",
];

type Random = (below: number) => number;

/** A linear congruential generator: failures repeat. */
function randomNumbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomValue(random: Random, depth: number, keys: readonly string[]): unknown {
  const shape = depth === 0 ? 0 : random(4);
  if (shape === 0) return SCALARS[random(SCALARS.length)];
  const items = Array.from({ length: random(3) }, () => randomValue(random, depth - 1, keys));
  if (shape === 1) return items;
  return Object.fromEntries(items.map((item) => [keys[random(keys.length)], item]));
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
