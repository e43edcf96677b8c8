import { createHash } from "node:crypto";
import { UserError } from "../manifest/user-error.ts";
import type { ViolationFilter } from "./violation-filter.ts";

/** Where the rows of a scan go on: a handle, an index, and what the rows were filtered by. */
export interface CursorPlace {
  readonly handle: string;
  readonly offset: number;
  readonly fingerprint: string;
}

/** `HANDLE.OFFSET.FILTER`. */
export function writeCursor({ handle, offset, fingerprint }: CursorPlace): string {
  return `${handle}.${offset}.${fingerprint}`;
}

/** The place of a cursor, or of a scan's own `HANDLE.OFFSET`, which has no filter; a `UserError` for any other text. */
export function readCursor(cursor: string): CursorPlace {
  const match =
    /^(?<handle>[a-z0-9]{1,32})\.(?<offset>\d{1,9})(?:\.(?<filter>[0-9a-f]{8}))?$/u.exec(cursor);
  const { handle, offset, filter } = match?.groups ?? {};
  if (handle === undefined || offset === undefined) {
    throw new UserError(
      `cursor ${JSON.stringify(cursor.slice(0, 40))} is not one that a scan gave`,
      { hint: "pass next_cursor as it was given, or leave cursor out to start again" },
    );
  }
  return { handle, offset: Number(offset), fingerprint: filter ?? fingerprintOf({}) };
}

/** Eight characters that are the same for the same filter. */
export function fingerprintOf(filter: ViolationFilter): string {
  const said = Object.entries(filter)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 8);
}
