import { expect, test } from "vitest";
import { formatAnswer } from "./format-answer.ts";

test("values become lines and lists of objects become tables, in the order of the facts", () => {
  const text = formatAnswer({
    complete: false,
    scanned: { resources: 3, seconds: 1.2 },
    sets: ["a", "b"],
    none: [],
    rows: [
      { name: "api", message: "a|b\nc" },
      { name: "db", pods: 2 },
    ],
    hint: "go on",
  });
  expect(text).toBe(
    String.raw`- complete: no
- scanned: resources 3, seconds 1.2
- sets: a, b
- none: none
- hint: go on

### rows
| name | message | pods |
|---|---|---|
| api | a\|b c |  |
| db |  | 2 |`,
  );
});

test("every fact is in the text", () => {
  const facts = { next_cursor: "20.abc", omitted: { by_policy: 4 }, deep: { a: { b: ["x"] } } };
  const text = formatAnswer(facts);
  for (const fact of ["20.abc", "by policy 4", "x"]) expect(text).toContain(fact);
});
