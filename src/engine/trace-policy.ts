import type { Activation } from "../cel/compile-expression.ts";
import type { CelEnvironment } from "../cel/environment.ts";
import type { CelHost } from "../cel/host.ts";
import { traceExpression, type TraceStep } from "../cel/trace-expression.ts";
import type { CelType } from "../cel/types.ts";
import type {
  MatchConstraints,
  ValidatingPolicy,
  ValidatingPolicySpec,
} from "../policy/validating-policy.ts";
import { podControllerVariants } from "./autogen/pod-controllers.ts";
import type { Request } from "./evaluation.ts";
import { validatingEnvironment } from "./expressions/validating-environment.ts";
import { validatingScopes } from "./expressions/validating-scopes.ts";
import { activate } from "./kinds/validating-variant.ts";
import { compileValidatingProgram } from "./kinds/validating-program.ts";
import { compileMatchConstraints } from "./match/match-constraints.ts";

/** How one spec of a policy, its own or one generated for pod controllers, decided on a request. */
export interface SpecTrace {
  readonly title: string;
  readonly spec: ValidatingPolicySpec;
  /** Why the request is not its business; undefined when it is. */
  readonly mismatch: string | undefined;
  /** Nothing is evaluated on a mismatch. */
  readonly matchConditions: readonly ExpressionTrace[];
  readonly variables: readonly ExpressionTrace[];
  readonly validations: readonly ExpressionTrace[];
}

/** One expression of a spec with the values of its parts; the first step is the expression itself. */
export interface ExpressionTrace {
  readonly name: string;
  readonly expression: string;
  readonly steps: readonly TraceStep[];
}

/** Evaluates a policy slowly, keeping every value on the way: for explaining one decision, not for scanning. */
export function tracePolicy(
  policy: ValidatingPolicy,
  request: Request,
  host: CelHost,
): readonly SpecTrace[] {
  const generated = podControllerVariants(policy.spec)
    // Custom controllers' templates are found in the object itself; their results stand in the answer.
    .filter(({ onPodTemplates }) => !onPodTemplates)
    .map(({ spec }) => ({ title: "variant for pod controllers", spec }));
  return [{ title: "policy as written", spec: policy.spec }, ...generated].map((titled) =>
    traceSpec(policy.namespace, titled, request, host),
  );
}

function traceSpec(
  namespace: string | undefined,
  { title, spec }: Pick<SpecTrace, "title" | "spec">,
  request: Request,
  host: CelHost,
): SpecTrace {
  const mismatch = spec.evaluation?.mode === "JSON" ? undefined : findMismatch(spec, request);
  const nothing = { title, spec, mismatch, matchConditions: [], variables: [], validations: [] };
  const compilation = compileValidatingProgram(spec, validatingScopes(namespace));
  if (mismatch !== undefined || !compilation.ok) return nothing;
  const { program } = compilation;
  const types: Record<string, CelType> = Object.fromEntries(
    [...program.variables].map(([name, { resultType }]) => [name, resultType]),
  );
  const activation = activate(program, request, host);
  const run = tracerFor(validatingEnvironment(namespace, types), activation);
  return {
    ...nothing,
    matchConditions: (spec.matchConditions ?? []).map(({ name, expression }) =>
      run(name, expression),
    ),
    variables: (spec.variables ?? []).map(({ name, expression }) => run(name, expression)),
    validations: (spec.validations ?? []).map(({ expression }, index) =>
      run(`validations[${index}]`, expression),
    ),
  };
}

function tracerFor(
  environment: CelEnvironment,
  activation: Activation,
): (name: string, expression: string) => ExpressionTrace {
  return (name, expression) => ({
    name,
    expression,
    steps: traceExpression(expression, environment)?.(activation) ?? [],
  });
}

/** Why the constraints keep the request out; undefined when they do not. */
function findMismatch(
  { matchConstraints }: ValidatingPolicySpec,
  request: Request,
): string | undefined {
  if (matchConstraints === undefined) return "the policy has no matchConstraints";
  const matched = compileMatchConstraints(matchConstraints)(request);
  if (matched === true) return undefined;
  return matched === false ? describeMismatch(matchConstraints, request) : matched.error;
}

/** The first part that keeps the request out, found by asking the matcher about each part alone. */
function describeMismatch(constraints: MatchConstraints, request: Request): string {
  const { resourceRules, excludeResourceRules, namespaceSelector, objectSelector } = constraints;
  const covers = (part: MatchConstraints): boolean =>
    compileMatchConstraints(part)(request) === true;
  const { group, version, plural } = request.apiResource;
  const what = `${request.operation} of ${group === "" ? "" : `${group}/`}${version} ${plural}`;
  if (resourceRules !== undefined && !covers({ resourceRules })) {
    return `no resource rule covers ${what}: the rules are ${resourceRules.map(describeRule).join("; ")}`;
  }
  if (excludeResourceRules !== undefined && covers({ resourceRules: excludeResourceRules })) {
    return `excludeResourceRules leave out ${what} ${request.name}`;
  }
  if (namespaceSelector !== undefined && !covers({ namespaceSelector })) {
    return `namespaceSelector ${JSON.stringify(namespaceSelector)} does not select namespace ${request.namespace}`;
  }
  return `objectSelector ${JSON.stringify(objectSelector)} does not select the object's labels`;
}

function describeRule(rule: NonNullable<MatchConstraints["resourceRules"]>[number]): string {
  const groups = (rule.apiGroups ?? []).map((group) => (group === "" ? "core" : group)).join("|");
  const names = rule.resourceNames ?? [];
  return [
    (rule.operations ?? []).join("|") || "no operation",
    `of ${(rule.resources ?? []).join(", ")}`,
    `in ${groups}/${(rule.apiVersions ?? []).join("|")}`,
    ...(names.length > 0 ? [`named ${names.join(", ")}`] : []),
    ...(rule.scope === undefined || rule.scope === "*" ? [] : [`of scope ${rule.scope}`]),
  ].join(" ");
}
