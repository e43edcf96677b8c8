import type { CelHost } from "../../../cel/host.ts";
import { CelPending } from "../../../cel/values.ts";
import type { ClusterPolicy } from "../../../policy/cluster-policy.ts";
import type { Request } from "../../evaluation.ts";
import { admissionScope } from "../../expressions/admission-environment.ts";
import { compileExpressionIn } from "./cel-program.ts";
import { celActivation, evaluateExpression } from "./cel-slots.ts";

const NO_VARIABLES = new Map<string, never>();

/**
 * Compiles `webhookConfiguration.matchConditions`: a policy has nothing to say where one of them does not hold or can't be
 * evaluated. Undefined where there are none.
 */
export function compileMatchConditions({
  spec,
}: Pick<ClusterPolicy, "spec">):
  | ((request: Request, host: CelHost, needs: unknown[]) => boolean)
  | undefined {
  const conditions = spec.webhookConfiguration?.matchConditions ?? [];
  if (conditions.length === 0) return undefined;
  const scope = admissionScope({}, false);
  const programs = conditions.map(({ expression }) =>
    compileExpressionIn(scope, expression, "bool"),
  );
  return (request, host, needs) => {
    const activation = celActivation(request, host, NO_VARIABLES, undefined);
    return programs.every((program) => {
      const held = evaluateExpression(program, activation);
      if (held instanceof CelPending) needs.push(held.lookup);
      return held === true;
    });
  };
}
