import type { Activation } from "../../../cel/compile-expression.ts";
import type { CelHost } from "../../../cel/host.ts";
import { LazyObject } from "../../../cel/lazy-object.ts";
import { CelError, CelPending, type CelResult, type CelValue } from "../../../cel/values.ts";
import type { Request } from "../../evaluation.ts";
import { requestMap } from "../../expressions/request-map.ts";
import type { Expression } from "./cel-program.ts";

/** The values of an evaluation, in the order of the environment's slots. */
export function celActivation(
  request: Request,
  host: CelHost,
  variables: ReadonlyMap<string, Expression>,
  params: CelValue | undefined,
): Activation {
  const slots: unknown[] = [
    request.object,
    request.oldObject,
    requestMap(request),
    namespaceValue(request),
  ];
  const activation: Activation = { slots, host };
  slots.push(compositedVariables(variables, activation), new CelError("there is no authorizer"));
  if (params !== undefined) slots.push(params);
  return activation;
}

/** Offline only the name is known. Namespaces themselves are in none. */
function namespaceValue({ namespace, namespaceObject, apiResource }: Request): unknown {
  const isNamespace = apiResource.kind === "Namespace" && apiResource.group === "";
  return namespaceObject ?? { metadata: { name: isNamespace ? "" : namespace } };
}

function compositedVariables(
  variables: ReadonlyMap<string, Expression>,
  activation: Activation,
): LazyObject {
  const fields = [...variables].map(
    ([name, expression]) => [name, () => compositedValue(name, expression, activation)] as const,
  );
  return new LazyObject(Object.fromEntries(fields));
}

function compositedValue(name: string, expression: Expression, activation: Activation): CelResult {
  const value = evaluateExpression(expression, activation);
  if (!(value instanceof CelError) || value instanceof CelPending) return value;
  return new CelError(`composited variable "${name}" fails to evaluate: ${value.message}`);
}

/** The value of an expression, or its error. */
export function evaluateExpression(expression: Expression, activation: Activation): CelResult {
  return expression instanceof CelError ? expression : expression.evaluate(activation);
}
