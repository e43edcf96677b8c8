import type { Mapping } from "./walk.ts";

/** A key to look up in many maps. */
export interface Field {
  readonly key: string;
  /** Whether every object has such a member, which is none of the resource's. */
  readonly isInherited: boolean;
}

/** Looks once whether a key is one of `Object.prototype`: others need one look-up in a map instead of two. */
export function fieldOf(key: string): Field {
  return { key, isInherited: key in Object.prototype };
}

/** The map's own value, undefined when it has none. */
export function own(map: Mapping, { key, isInherited }: Field): unknown {
  return isInherited && !Object.hasOwn(map, key) ? undefined : map[key];
}
