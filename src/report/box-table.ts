import { cleanText } from "../results/clean-text.ts";

/** A cell: its text and, on a terminal, how to colour it. */
export interface TableCell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** Lays rows out as the Kyverno CLI's tables: `│` between columns, a ruler above and below the header and at the end. */
export function formatBoxTable(
  header: readonly string[],
  rows: readonly (readonly TableCell[])[],
): string {
  const cells = rows.map((row) =>
    row.map(({ text, ...rest }) => ({ ...rest, text: oneLine(text) })),
  );
  const widths = header.map((title, column) =>
    cells.reduce((width, row) => Math.max(width, widthOf(row[column]?.text ?? "")), widthOf(title)),
  );
  const ruler = `│${widths.map((width) => "─".repeat(width + 2)).join("│")}│`;
  const line = (row: readonly TableCell[]): string =>
    `│${widths.map((width, column) => cell(row[column], width)).join("│")}│`;
  return [
    ruler,
    line(header.map((text) => ({ text }))),
    ruler,
    ...cells.map((row) => line(row)),
    ruler,
  ].join("\n");
}

function cell(content: TableCell | undefined, width: number): string {
  const { text, paint } = content ?? { text: "" };
  const padding = " ".repeat(width - widthOf(text));
  return ` ${paint === undefined ? text : paint(text)}${padding} `;
}

function widthOf(text: string): number {
  return Array.from(text).length;
}

/** A table's row is one line, and what a terminal would obey is gone. */
function oneLine(text: string): string {
  return cleanText(text, Infinity).replaceAll(/\s*\n\s*/gu, " ");
}
