import { expect, test } from "vitest";

import { formatBoxTable } from "./box-table.ts";

test("columns are as wide as their widest cell, rulers stand around the header and at the end", () => {
  const rows = [[{ text: "1" }, { text: "länger" }], [{ text: "22" }]];
  expect(formatBoxTable(["ID", "NAME"], rows)).toBe(
    [
      "│────│────────│",
      "│ ID │ NAME   │",
      "│────│────────│",
      "│ 1  │ länger │",
      "│ 22 │        │",
      "│────│────────│",
    ].join("\n"),
  );
});

test("a cell is one line without anything a terminal would obey; only our own paint colours it", () => {
  const cell = { text: "a\n  b\u001B[31mc", paint: (text: string) => `<${text}>` };
  expect(formatBoxTable(["X"], [[cell]]).split("\n")[3]).toBe("│ <a bc> │");
});
