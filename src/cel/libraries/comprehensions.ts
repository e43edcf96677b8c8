import { CelMap, indexKey, mapOf } from "../boxed-values.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { formatKey } from "../run/qualify.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";

type Entries = readonly (readonly [CelValue, CelValue])[];

function entriesOf(map: CelMap | Readonly<Record<string, CelValue>>): Entries {
  return map instanceof CelMap ? map.entries : Object.entries(map);
}

function insert(map: CelMap | Readonly<Record<string, CelValue>>, added: Entries): CelResult {
  const entries = entriesOf(map);
  const keys = new Set(entries.map(([key]) => indexKey(key)));
  const twice = added.find(([key]) => keys.has(indexKey(key)));
  return twice === undefined
    ? mapOf([...entries, ...added])
    : new CelError(`insert failed: key ${formatKey(twice[0])} already exists`);
}

/** What `transformMap` and `transformMapEntry` expand to (cel-go's ext.TwoVarComprehensions); the planner runs both as loops. */
// oxfmt-ignore
export const comprehensionsLibrary: CelLibrary = {
  name: "comprehensions",
  functions: [
    overload(null, "cel.@mapInsert", ["map(K, V)", "map(K, V)"], "map(K, V)", (map: CelMap, added: CelMap) => insert(map, entriesOf(added))),
    overload(null, "cel.@mapInsert", ["map(K, V)", "K", "V"], "map(K, V)", (map: CelMap, key: CelValue, value: CelValue) => insert(map, [[key, value]])),
  ],
};
