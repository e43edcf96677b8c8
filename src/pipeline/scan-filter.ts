import type { Resource } from "../manifest/resource.ts";
import { type Shard, shardOf } from "./shard-of.ts";

/** Which objects a scan is about; everything when nothing is named. Plain data that crosses threads. */
export interface ScanFilter {
  readonly namespaces?: readonly string[];
  readonly excludeNamespaces?: readonly string[];
  /** Kinds as written (`Deployment`), any case. */
  readonly kinds?: readonly string[];
  /** Only the namespaces of one shard; objects without a namespace belong to shard 0. */
  readonly shard?: Shard | undefined;
}

/** Whether objects of this namespace are wanted; cluster-scoped ones only while no namespace is named. */
export function keepsNamespace(filter: ScanFilter, namespace: string | undefined): boolean {
  const { namespaces = [] } = filter;
  if (namespace === undefined || namespace === "")
    return namespaces.length === 0 && keepsClusterScope(filter);
  return (
    (namespaces.length === 0 || namespaces.includes(namespace)) &&
    !skipsNamespace(filter, namespace)
  );
}

/** Whether objects without a namespace are wanted: in shards they belong to the first. */
export function keepsClusterScope({ shard }: ScanFilter): boolean {
  return shard === undefined || shard.index === 0;
}

/** Whether a namespace is left out though it was not asked for by name. */
export function skipsNamespace(
  { excludeNamespaces = [], shard }: ScanFilter,
  namespace: string,
): boolean {
  return (
    excludeNamespaces.includes(namespace) ||
    (shard !== undefined && shardOf(namespace, shard.count) !== shard.index)
  );
}

/** Whether objects of this kind are wanted. */
export function keepsKind({ kinds = [] }: ScanFilter, { kind }: Pick<Resource, "kind">): boolean {
  return kinds.length === 0 || kinds.some((wanted) => wanted.toLowerCase() === kind.toLowerCase());
}
