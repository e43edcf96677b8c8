import { expect, test } from "vitest";
import { allFunctions } from "./all-functions.ts";
import { compileQuery } from "./compile-query.ts";

const PARTS = [
  ..."a b c @ * . , : ! | & ( ) [ ] { } [? [] || && == < >= [0] [1:] [::-1] [*] .* &a -1 é #".split(
    " ",
  ),
  ...`'x' "a" \`1\` \`[1,2]\` \`{"a":null}\` \` ' "`.split(" "),
  ...allFunctions.map(({ name }) => `${name}(`),
];
const ENVIRONMENT = { now: () => 0n, random: () => 0.5 };

test("queries at random compile or are refused, never throw, and change nothing", () => {
  const data = { a: { b: [3, "1", null] }, b: [{ a: 2 }, { a: 1 }], c: "x" };
  const before = JSON.stringify(data);
  const next = randomNumbers(20_261_124);
  let compiledCount = 0;
  for (let run = 0; run < 30_000; run += 1) {
    const parts = Array.from({ length: 1 + next(9) }, () => PARTS[next(PARTS.length)]);
    const source = parts.join("");
    // Half of what is opened is closed: otherwise hardly a call would parse.
    const compiled = compileQuery(run % 2 === 0 ? source : closed(source));
    if (!compiled.ok) continue;
    compiledCount += 1;
    expect(() => compiled.query.search(data, ENVIRONMENT)).not.toThrow();
  }
  expect(compiledCount).toBeGreaterThan(2000);
  expect(JSON.stringify(data)).toBe(before);
});

function closed(source: string): string {
  const pairs: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
  const open: string[] = [];
  for (const character of source) {
    if (Object.hasOwn(pairs, character)) open.push(pairs[character] ?? "");
    else if (character === open.at(-1)) open.pop();
  }
  return source + open.toReversed().join("");
}

/** mulberry32: the same numbers in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
