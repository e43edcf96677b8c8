import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { goSchema } from "../go-schema.ts";
import { readYaml } from "../read-yaml.ts";
import { splitDocuments } from "../split-documents.ts";
import { readSimpleYaml } from "./read-simple-yaml.ts";

const schema = goSchema();

/** What the full reader makes of a text, key order included. */
function fullReading(text: string): string {
  const read = readYaml(text, schema);
  if (!read.ok || read.doubtful) return "a problem";
  return JSON.stringify(read.value);
}

/** Whether the simple reader read a text; undefined when the full one reads it otherwise. */
function agrees(text: string): boolean | undefined {
  const simple = readSimpleYaml(text);
  if (simple === undefined) return false;
  return JSON.stringify(simple.value) === fullReading(text) ? true : undefined;
}

const SAMPLE = `--- # a policy
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata:
  name: 'it''s'
  annotations:
    policies.kyverno.io/description: >-
      Folded text
      over lines

      with a paragraph
    "quoted key": "a \\"b\\" \\u00e9\\n"
    on: yes
    empty: # nothing
    number: 0777
spec:
  matchConstraints:
    resourceRules:
    - apiGroups: ["", 'apps']
      resources: [pods, pods/exec]
      scope: "*"
    - {operations: [CREATE], n: 1.5}
  validations:
    - expression: |
        object.spec.containers.all(c,
          c.image != "x:y") # no comment

      message: a:b c # comment
    -
      - nested
      - - deeper: ~
          other: -5
      - {}
      - []
    - |+
      kept

`;

describe("the simple reader", () => {
  test("reads an ordinary manifest as the full reader does", () => {
    expect(agrees(SAMPLE)).toBe(true);
    expect(agrees(SAMPLE.trimEnd())).toBe(true);
  });

  test.for([
    "a: b\n  c\n",
    "a: 'b\n  c'\n",
    "a: &x 1\nb: *x\n",
    "<<: {a: 1}\n",
    "a: 1\na: 2\n",
    "a: .inf\n",
    "a: 12345678901234567890\n",
    "a: b: c\n",
    "a:\tb\n",
    "a: |2\n    b\n",
    "a: |\n\n  b\n  c\n",
    "a: >\n  b\n    c\n",
    "a: [b c]\n",
    "a: [b,\n  c]\n",
    '"\\ud83d\\ude00": 1\n',
    "? a\n: b\n",
    "null: 1\n",
    "__proto__: 1\n",
    "a: !!str 1\n",
    "text\n",
    "a: 1\n b: 2\n",
    "a:\n  - b\n - c\n",
    "- a\nb: 1\n",
    "a: 1\n- b\n",
    "a: 'x' y\n",
    "a: \u{1F600}\n",
    "a: 1\r\n",
    "",
    "# only\n",
  ])("leaves %j to the full reader", (text) => {
    expect(readSimpleYaml(text)).toBeUndefined();
  });

  test("agrees with the full reader on manifests with random slips", () => {
    const random = randomNumbers(20261124);
    let read = 0;
    const disputed: string[] = [];
    for (let count = 0; count < 6000; count += 1) {
      const mutant = mutate(excerpt(SAMPLE, random), random);
      const answer = splitDocuments(mutant).length === 1 ? agrees(mutant) : false;
      if (answer === undefined) disputed.push(mutant);
      else if (answer) read += 1;
    }
    expect(disputed).toEqual([]);
    expect(read).toBeGreaterThan(500);
  });
});

const CORPUS = join(import.meta.dirname, "../../../../../shared/conformance");
const isThere = existsSync(CORPUS);
if (!isThere) process.stderr.write(`skipped: there are no recorded suites at ${CORPUS}\n`);

describe.skipIf(!isThere)("the recorded suites", () => {
  test("are read alike by both readers, nine documents of ten by the simple one", () => {
    let all = 0;
    let simple = 0;
    const disputed: string[] = [];
    for (const file of globSync(join(CORPUS, "{policies,cli,probes/*pol*}/**/*.yaml"))) {
      for (const { text } of splitDocuments(readFileSync(file, "utf8"))) {
        all += 1;
        const answer = agrees(text);
        if (answer === undefined) disputed.push(text);
        else if (answer) simple += 1;
      }
    }
    expect(disputed).toEqual([]);
    expect(simple / all).toBeGreaterThan(0.9);
  });
});

/** A linear congruential generator: the same numbers in every run. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state % limit;
  };
}

type Random = ReturnType<typeof randomNumbers>;

/** Some lines of a text, moved to the left margin. */
function excerpt(text: string, random: Random): string {
  const lines = text.split("\n");
  const start = random(lines.length);
  const some = lines.slice(start, start + 1 + random(12));
  const margin = /^ */.exec(some[0] ?? "")?.[0] ?? "";
  return some
    .map((line) => (line.startsWith(margin) ? line.slice(margin.length) : line))
    .join("\n");
}

const INSERTS = [
  "\n",
  " ",
  ": ",
  "-",
  "- ",
  " #",
  "'",
  '"',
  "|",
  ">-",
  "{",
  "}",
  "[",
  "]",
  ",",
  "&a ",
  "*a",
  "!x ",
  "? ",
  "\\",
  "\\n",
  "~",
  "yes",
  "0x1",
  "<<",
  "@",
  "%",
  "\n  ",
  "é",
  "_",
];

function mutate(text: string, random: Random): string {
  let mutant = text;
  for (let times = random(4); times > 0; times -= 1) {
    const at = random(mutant.length + 1);
    const insert = random(2) === 0 ? (INSERTS[random(INSERTS.length)] ?? "") : "";
    const removed = insert === "" ? 1 + random(3) : 0;
    mutant = mutant.slice(0, at) + insert + mutant.slice(at + removed);
  }
  return mutant;
}
