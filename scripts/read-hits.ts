/** A row of `docs/policy-hits.md`. */
export interface HitRow {
  readonly policy: string;
  readonly gold: number;
  readonly suites: number;
  /** What a person said of the hits; empty when nobody looked yet. */
  readonly judgement: string;
}

/** The rows of the page's table. */
export function readHits(page: string): readonly HitRow[] {
  return page.split("\n").flatMap((line) => {
    const cells = line
      .split(/(?<!\\)\|/u)
      .slice(1, -1)
      .map((text) => text.trim());
    const [policy = "", , gold = "", suites = "", judgement = ""] = cells;
    if (cells.length !== 5 || !/^\d+$/u.test(gold)) return [];
    return [
      {
        policy,
        gold: Number(gold),
        suites: Number(suites),
        judgement: judgement.replaceAll(String.raw`\|`, "|"),
      },
    ];
  });
}
