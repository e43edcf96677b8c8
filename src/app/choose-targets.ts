import type { DiscoveredResource } from "../cluster/discover.ts";
import type { CompiledPolicy } from "../engine/evaluation.ts";
import { mayMatch } from "../pipeline/object-scanner.ts";
import type { ScanFilter } from "../pipeline/scan-filter.ts";

/** What has to be listed: one version of each resource that some policy matches and the filter wants. */
export function chooseTargets(
  resources: readonly DiscoveredResource[],
  policies: readonly CompiledPolicy[],
  { kinds = [] }: ScanFilter,
): { readonly targets: readonly DiscoveredResource[]; readonly missing: readonly string[] } {
  const byName = new Map<string, DiscoveredResource>();
  const inOrder = resources.toSorted(
    (left, right) => Number(right.preferred) - Number(left.preferred),
  );
  for (const resource of inOrder) {
    const name = `${resource.plural}.${resource.group}`;
    if (byName.has(name) || !resource.verbs.includes("list")) continue;
    if (policies.some((policy) => mayMatch(policy, resource))) byName.set(name, resource);
  }
  const matched = withoutMirrors([...byName.values()]);
  if (kinds.length === 0) return { targets: matched, missing: [] };
  return {
    targets: matched.filter((resource) => kinds.some((kind) => wants(kind, resource))),
    missing: kinds.filter((kind) => !matched.some((resource) => wants(kind, resource))),
  };
}

/** Kinds may be named as kubectl takes them: `Deployment`, `deployments`, `deploy`. */
function wants(kind: string, { shortNames, plural, ...resource }: DiscoveredResource): boolean {
  return [resource.kind, plural, ...shortNames].some(
    (name) => name.toLowerCase() === kind.toLowerCase(),
  );
}

/** Events are kept under two groups; one listing is enough. */
function withoutMirrors(resources: readonly DiscoveredResource[]): readonly DiscoveredResource[] {
  return resources.filter(
    ({ group, plural }) => !(group === "events.k8s.io" && plural === "events"),
  );
}
