import { expect, test } from "vitest";
import { UserError } from "../manifest/user-error.ts";
import { pageRows } from "./page-rows.ts";

const all = Array.from({ length: 57 }, (_, index) => ({ name: `row ${index}` }));

test.for([
  [10, 10_000],
  [50, 40],
  [200, 10_000],
  [7, 1],
] as const)("cursors reach every row once with limit %d and budget %d", ([limit, budget]) => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = pageRows(all, { limit, budget, cursor, key: "k" });
    expect(page.rows.length).toBeGreaterThan(0);
    seen.push(...page.rows.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(all.map(({ name }) => name));
});

test("a cursor of other rows or of no rows is refused", () => {
  const { nextCursor } = pageRows(all, { limit: 5, budget: 1000, key: { namespace: "a" } });
  const other = { limit: 5, budget: 1000, key: { namespace: "b" } };
  expect(() => pageRows(all, { ...other, cursor: nextCursor })).toThrow(UserError);
  expect(() => pageRows(all, { ...other, cursor: "../etc" })).toThrow(
    /not one that this tool gave/u,
  );
});
