/** One line of an answer: who it is about, what was decided, in which words. */
export interface AnswerRow {
  readonly key: string;
  readonly result: string;
  /** Null: the words don't count. */
  readonly message: string | null;
}

/** Two rows about the same that are not the same; one side is missing where the other has a row too many. */
export interface RowDifference {
  readonly key: string;
  readonly gold: AnswerRow | undefined;
  readonly ours: AnswerRow | undefined;
}

/** How many rows there are, have our result, and have our words too. */
export interface Comparison {
  readonly rows: number;
  readonly results: number;
  readonly messages: number;
  readonly differences: readonly RowDifference[];
}

/** Compares two answers as bags of rows; a row that only we have counts as a row with a wrong result. */
export function compareRows(gold: readonly AnswerRow[], ours: readonly AnswerRow[]): Comparison {
  const goldByKey = Map.groupBy(gold, ({ key }) => key);
  const oursByKey = Map.groupBy(ours, ({ key }) => key);
  const total = { rows: 0, results: 0, messages: 0 };
  const differences: RowDifference[] = [];
  for (const key of new Set([...goldByKey.keys(), ...oursByKey.keys()])) {
    const left = [...(goldByKey.get(key) ?? [])];
    const right = [...(oursByKey.get(key) ?? [])];
    total.rows += Math.max(left.length, right.length);
    const same = takePairs(left, right, isSame).length;
    const sameResult = takePairs(left, right, (a, b) => a.result === b.result);
    total.messages += same;
    total.results += same + sameResult.length;
    differences.push(...sameResult.map(([a, b]) => ({ key, gold: a, ours: b })));
    for (let index = 0; index < Math.max(left.length, right.length); index += 1)
      differences.push({ key, gold: left[index], ours: right[index] });
  }
  return { ...total, differences };
}

function isSame(gold: AnswerRow, ours: AnswerRow): boolean {
  return (
    gold.result === ours.result &&
    (gold.message === null || ours.message === null || gold.message === ours.message)
  );
}

/** Removes the rows that pair up from both lists. */
function takePairs(
  left: AnswerRow[],
  right: AnswerRow[],
  isPair: (gold: AnswerRow, ours: AnswerRow) => boolean,
): readonly (readonly [AnswerRow, AnswerRow])[] {
  const pairs: (readonly [AnswerRow, AnswerRow])[] = [];
  for (const gold of left.slice()) {
    const at = right.findIndex((ours) => isPair(gold, ours));
    const ours = right[at];
    if (ours === undefined) continue;
    pairs.push([gold, ours]);
    right.splice(at, 1);
    left.splice(left.indexOf(gold), 1);
  }
  return pairs;
}

/** What a difference has in common with others of the same cause: quoted words and numbers left out. */
export function causeOf({ gold, ours }: RowDifference): string {
  return `gold ${template(gold)}\n   ours ${template(ours)}`;
}

function template(row: AnswerRow | undefined): string {
  if (row === undefined) return "no row";
  const words = (row.message ?? "")
    .replaceAll(/"(?:[^"\\]|\\.)*"/gu, '"…"')
    .replaceAll(/'[^']*'/gu, "'…'")
    .replaceAll(/\d+/gu, "N")
    .slice(0, 240);
  return `${row.result}: ${words}`;
}
