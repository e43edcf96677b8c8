import type { Resource } from "../manifest/resource.ts";

/** Which objects a scan is about; everything when nothing is named. */
export interface ScanFilter {
  readonly namespaces?: readonly string[];
  readonly excludeNamespaces?: readonly string[];
  /** Kinds as written (`Deployment`), any case. */
  readonly kinds?: readonly string[];
}

/** Whether objects of this namespace are wanted; cluster-scoped ones only while no namespace is named. */
export function keepsNamespace(filter: ScanFilter, namespace: string | undefined): boolean {
  const { namespaces = [], excludeNamespaces = [] } = filter;
  if (namespace === undefined || namespace === "") return namespaces.length === 0;
  return (
    (namespaces.length === 0 || namespaces.includes(namespace)) &&
    !excludeNamespaces.includes(namespace)
  );
}

/** Whether objects of this kind are wanted. */
export function keepsKind({ kinds = [] }: ScanFilter, { kind }: Pick<Resource, "kind">): boolean {
  return kinds.length === 0 || kinds.some((wanted) => wanted.toLowerCase() === kind.toLowerCase());
}
