import type { CelValue } from "../../cel/values.ts";
import type { Json } from "../../manifest/resource.ts";
import { isObject } from "../kyverno-files/decode-strict.ts";

/** A mocked GlobalContextEntry of a test. */
export interface GlobalContextEntry {
  readonly name?: string;
  readonly data?: Json;
  /** What each projection gives, by its name. */
  readonly projections?: Json;
}

/** What `globalContext.Get` answers, by the entry's name; projections are fields of the data there. */
export function globalContextOf(
  entries: readonly GlobalContextEntry[],
): Readonly<Record<string, CelValue>> {
  return Object.fromEntries(
    entries.map(({ name = "", data = null, projections }) => {
      const isProjected = isObject(data) && isObject(projections ?? null);
      return [name, isProjected ? Object.assign({}, data, projections) : data];
    }),
  );
}

/** What `globalReference` entries answer, by `entry` or `entry.projection`. */
export function globalEntriesOf(entries: readonly GlobalContextEntry[]): ReadonlyMap<string, Json> {
  return new Map(
    entries.flatMap(({ name = "", data = null, projections = null }) => [
      [name, data] as const,
      ...Object.entries(isObject(projections) ? projections : {}).map(
        ([projection, value]) => [`${name}.${projection}`, value] as const,
      ),
    ]),
  );
}
