/** A column of a text table; `align` is left by default. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Rows under their titles, columns two spaces apart, no line ends in spaces. */
export function formatTextTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) =>
    lines.reduce((width, line) => Math.max(width, displayWidth(line[index] ?? "")), 0),
  );
  return lines
    .map((line) =>
      columns
        .map(({ align }, index) => pad(line[index] ?? "", widths[index] ?? 0, align ?? "left"))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function pad(text: string, width: number, align: "left" | "right"): string {
  const spaces = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + spaces : spaces + text;
}

function displayWidth(text: string): number {
  return Array.from(text).length;
}
