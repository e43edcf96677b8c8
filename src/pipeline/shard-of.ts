/** One of `count` parts of a scan; `index` counts from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The shard that a namespace belongs to: FNV-1a of its name, so that it stays the same from run to run. */
export function shardOf(namespace: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < namespace.length; index += 1) {
    hash = Math.imul(hash ^ namespace.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash % count;
}
