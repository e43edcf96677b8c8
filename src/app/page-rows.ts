import { createHash } from "node:crypto";
import { UserError } from "../manifest/user-error.ts";
import { takeRows, type SizeOf } from "../results/fit-summary.ts";

/** Which rows an answer shows. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Characters that the rows take at most, as `sizeOf` counts them; one row is shown whatever it takes. */
  readonly budget: number;
  /** The length of the JSON by default. */
  readonly sizeOf?: SizeOf | undefined;
  /** What the rows depend on (source, filters): a cursor of other rows is refused. */
  readonly key: unknown;
}

/** One page of rows. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | undefined;
}

/** The rows from the cursor on, as many as limit and budget allow; following `nextCursor` reaches each row once. Throws a `UserError` for a cursor that is not of these rows. */
export function pageRows<Row>(
  all: readonly Row[],
  { limit, cursor, budget, sizeOf, key }: PageRequest,
): Page<Row> {
  const fingerprint = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 8);
  const start = cursor === undefined ? 0 : offsetOf(cursor, fingerprint);
  const rows = takeRows(all.slice(start, start + limit), budget, sizeOf);
  const end = start + rows.length;
  return { rows, nextCursor: end < all.length ? `${end}.${fingerprint}` : undefined };
}

function offsetOf(cursor: string, fingerprint: string): number {
  const match = /^(?<offset>\d{1,9})\.(?<fingerprint>[0-9a-f]{8})$/u.exec(cursor);
  if (match?.groups?.["fingerprint"] === fingerprint) return Number(match.groups["offset"]);
  const reason =
    match === null ? "not one that this tool gave" : "it belongs to a call with other arguments";
  throw new UserError(`cursor ${JSON.stringify(cursor.slice(0, 40))}: ${reason}`, {
    hint: "pass next_cursor together with the same other arguments, or leave cursor out to start again",
  });
}
