import { compilePolicy } from "../../engine/compile-policy.ts";
import type { ScanPolicy } from "../object-scanner.ts";
import type { WorkerPolicies } from "./messages.ts";

/** The policies as functions. All of them compiled on the main thread before, so none can fail here. */
export function compilePolicies({ policies, facts, exceptions }: WorkerPolicies): ScanPolicy[] {
  return policies.map((policy, index) => {
    const compilation = compilePolicy(policy, exceptions);
    const said = facts[index];
    if (!compilation.ok || said === undefined)
      throw new Error(`policy ${policy.name} does not compile in a worker`);
    return { compiled: compilation.policy, facts: said };
  });
}
