/**
 * Facts as Markdown, so that clients that show text and clients that show structured content say the same: lists of
 * objects become tables, single values and small objects one line each.
 */
export function formatAnswer(facts: Readonly<Record<string, unknown>>): string {
  const lines: string[] = [];
  const tables: string[] = [];
  for (const [key, value] of Object.entries(facts)) {
    if (isTable(value)) tables.push(`### ${titleOf(key)}`, formatTable(value), "");
    else if (value !== undefined) lines.push(`- ${titleOf(key)}: ${formatInline(value)}`);
  }
  return [...lines, "", ...tables].join("\n").trim();
}

type Row = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRow);
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Columns in the order in which rows first name them. */
function formatTable(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [
    tableLine(columns.map(titleOf)),
    `|${columns.map(() => "---").join("|")}|`,
    ...rows.map((row) => tableLine(columns.map((column) => formatCell(row[column])))),
  ].join("\n");
}

/** The values of a row as a line of a table. */
export function formatRow(row: Readonly<Record<string, unknown>>): string {
  return tableLine(Object.values(row).map(formatCell));
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** One line, and no `|` that would end the cell. */
function formatCell(value: unknown): string {
  return value === undefined ? "" : formatInline(value).replaceAll("|", String.raw`\|`);
}

function formatInline(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? "none" : value.map(formatInline).join(", ");
  }
  if (isRow(value)) {
    return Object.entries(value)
      .map(([key, part]) => `${titleOf(key)} ${formatInline(part)}`)
      .join(", ");
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value).replaceAll(/\s*\n\s*/gu, " ");
}

function titleOf(key: string): string {
  return key.replaceAll("_", " ");
}
