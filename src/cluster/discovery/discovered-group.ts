import type { ClusterError } from "../cluster-error.ts";

/** A group of APIs; its versions stand in the server's order of preference. */
export interface DiscoveredGroup {
  readonly name: string;
  readonly versions: readonly DiscoveredVersion[];
}

/** One version of a group; `failure` says why its resources are unknown. */
export interface DiscoveredVersion {
  readonly version: string;
  readonly resources: readonly VersionResource[];
  readonly failure?: ClusterError;
}

/** A resource as one version of a group has it. */
export interface VersionResource {
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
  readonly shortNames: readonly string[];
}
