import { expect, test } from "vitest";
import type { RuleResult } from "./rule-result.ts";
import { createTally, type TallyResult } from "./tally.ts";
import { collectPart, type ResultSink, type TallyPart } from "./tally-part.ts";
import type { PolicyFacts, ScannedObject } from "./violation.ts";

const POLICIES: readonly PolicyFacts[] = ["first", "second"].map((key) => ({
  key,
  severity: "high",
  title: key,
  category: "",
}));

type Row = readonly [ScannedObject, readonly (readonly [policy: number, RuleResult[]])[]];

function object(kind: string, name: string, owner?: ScannedObject): ScannedObject {
  return {
    context: "prod",
    namespace: "team-a",
    kind,
    name,
    uid: `uid-${name}`,
    ...(owner && { owner: { kind: owner.kind, name: owner.name, uid: `uid-${owner.name}` } }),
  };
}

const deployment = object("Deployment", "api");
const replicaSet = object("ReplicaSet", "api-1", deployment);
const { owner: _, uid: __, ...bare } = object("ConfigMap", "settings");

function says(outcome: RuleResult["outcome"], message: string): RuleResult[] {
  return [{ rule: "autogen-r", outcome, message }];
}

const ROWS: readonly Row[] = [
  [deployment, [[1, says("pass", "")]]],
  [replicaSet, [[0, says("fail", "of the set")]]],
  [object("Pod", "api-1-b", replicaSet), [[0, says("fail", "of b")]]],
  [
    object("Pod", "api-1-a", replicaSet),
    [
      [0, says("fail", "of a")],
      [1, says("error", "no data")],
    ],
  ],
  [object("Pod", "alone"), [[1, says("skip", "")]]],
  [{ ...bare, namespace: "" }, [[0, says("warn", "of b")]]],
];

function feed<Handle>({ see, add }: ResultSink<Handle>, rows: readonly Row[]): void {
  for (const [about, results] of rows) {
    const seen = see(about);
    for (const [index, said] of results) {
      const policy = POLICIES[index];
      if (policy !== undefined) add(seen, policy, said);
    }
  }
}

function inOneGo(): TallyResult {
  const tally = createTally();
  feed(tally, ROWS);
  return tally.finish();
}

/** Each row in a part of its own, sent as text. */
function inParts(rows: readonly Row[]): TallyResult {
  const tally = createTally();
  for (const row of rows) {
    const part = collectPart(POLICIES);
    feed(part, [row]);
    const sent: TallyPart = JSON.parse(JSON.stringify(part.finish()));
    tally.take(sent, POLICIES);
  }
  return tally.finish();
}

test("parts add up to what one tally counts, in whatever order they come", () => {
  expect(inOneGo()).toMatchObject({ resources: 6, workloads: 3, pass: 1, skip: 1 });
  expect(inParts(ROWS)).toEqual(inOneGo());
  expect(inParts(ROWS.toReversed())).toEqual(inOneGo());
});

test("objects that were only known as owners are not counted but answer for what they own", () => {
  const known = collectPart(POLICIES);
  known.know(deployment);
  known.know(replicaSet);
  const pods = collectPart(POLICIES);
  feed(pods, ROWS.slice(2, 4));
  const tally = createTally();
  for (const part of [pods, known]) tally.take(part.finish(), POLICIES);
  expect(tally.finish()).toMatchObject({
    resources: 2,
    workloads: 0,
    violations: [
      { kind: "Deployment", name: "api", pods: 2, message: "of a" },
      { kind: "Deployment", name: "api", pods: 1, outcome: "error" },
    ],
  });
});

test("a part of passing pods stays small, however many they are", () => {
  const part = collectPart(POLICIES);
  for (let index = 0; index < 1000; index += 1)
    feed(part, [[object("Pod", `p-${index}`, replicaSet), [[0, says("pass", "")]]]]);
  expect(JSON.stringify(part.finish()).length).toBeLessThan(300);
});
