import type { Document } from "../manifest/document.ts";
import { UserError } from "../manifest/user-error.ts";
import type { NotRead } from "../results/scan.ts";
import { preparePolicies, type PolicyChoice, type PreparedPolicies } from "./prepare-policies.ts";
import type { Services } from "./services.ts";

/** The policy set that stands for what is installed in the cluster that is scanned. */
export const CLUSTER_SET = "cluster";

/** The policies and exceptions that a cluster has. */
export interface ClusterPolicies {
  readonly context: string;
  readonly documents: readonly Document[];
  readonly exceptions: readonly Document[];
  /** Kinds that could not be listed. */
  readonly notRead: readonly NotRead[];
  readonly warnings: readonly string[];
}

/**
 * `preparePolicies` with what was found in a cluster in place of the set that stands for it. Throws a `UserError` too
 * when that set is chosen where no cluster is looked at.
 */
export async function prepareWithCluster(
  choice: PolicyChoice,
  found: ClusterPolicies | undefined,
  services: Pick<Services, "loadPolicySet" | "loadFrameworks">,
): Promise<PreparedPolicies> {
  if (!choice.policySets.includes(CLUSTER_SET)) return preparePolicies(choice, services);
  if (found === undefined) {
    throw new UserError(`policy set "${CLUSTER_SET}" is what a cluster has installed`, {
      hint: "scan a cluster with it (apply_policies), or name a set that comes with the server",
    });
  }
  const prepared = await preparePolicies(
    {
      ...choice,
      policySets: choice.policySets.filter((name) => name !== CLUSTER_SET),
      documents: [...(choice.documents ?? []), ...found.documents],
      exceptions: [...(choice.exceptions ?? []), ...found.exceptions],
    },
    services,
  );
  const { context } = found;
  return {
    ...prepared,
    policySets: choice.policySets,
    notRead: [...found.notRead, ...prepared.notRead].map((row) => ({ ...row, context })),
    warnings: [...found.warnings, ...prepared.warnings],
  };
}
