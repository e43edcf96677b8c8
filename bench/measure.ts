/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the product promises; `least` for rates, `most` for times and memory. */
  readonly target?: { readonly least: number } | { readonly most: number };
  readonly note?: string;
}

/** Runs `work` again and again for about `seconds` after a warm-up; median rate of `units` per second over five rounds. */
export function rate(units: number, work: () => void, seconds = 1): number {
  const deadline = performance.now() + seconds * 300;
  do work();
  while (performance.now() < deadline);
  const rounds = Array.from({ length: 5 }, () => {
    const start = performance.now();
    let done = 0;
    do {
      work();
      done += units;
    } while (performance.now() - start < seconds * 200);
    return (done * 1000) / (performance.now() - start);
  });
  return median(rounds);
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Figures as a table; a missed target is marked. */
export function formatFigures(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, target, note }) => [
    name,
    `${formatNumber(value)} ${unit}`,
    target === undefined ? "" : describeTarget(target, value),
    note ?? "",
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function describeTarget(target: NonNullable<Figure["target"]>, value: number): string {
  return "least" in target
    ? `${value >= target.least ? "meets" : "MISSES"} ≥ ${formatNumber(target.least)}`
    : `${value <= target.most ? "meets" : "MISSES"} ≤ ${formatNumber(target.most)}`;
}

function formatNumber(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2);
}
