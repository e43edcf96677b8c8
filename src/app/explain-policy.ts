import { formatValue } from "../cel/format-value.ts";
import type { TraceStep } from "../cel/trace-expression.ts";
import { compilePolicy } from "../engine/compile-policy.ts";
import type { CompiledPolicy, Operation, PolicyCompilation } from "../engine/evaluation.ts";
import { offlineHost } from "../engine/offline-host.ts";
import { requestFor } from "../engine/request-for.ts";
import { type ExpressionTrace, type SpecTrace, tracePolicy } from "../engine/trace-policy.ts";
import { parseDocuments } from "../manifest/parse-documents.ts";
import type { Resource } from "../manifest/resource.ts";
import { resourcesOf } from "../manifest/resources-of.ts";
import { controlsOf } from "../policy/frameworks.ts";
import { policyKey } from "../policy/policy-identity.ts";
import { failureActionOf, type ClusterPolicy } from "../policy/cluster-policy.ts";
import { isClassicPolicy, type Policy } from "../policy/policy.ts";
import { jsonSize, type SizeOf, takeRows } from "../results/fit-summary.ts";
import { redactSecrets, secretValues } from "../results/redact-secrets.ts";
import { unreadable } from "./choose-policies.ts";
import { describeMatches } from "./describe-matches.ts";
import { findPolicy, type FoundPolicy } from "./find-policy.ts";
import type { Services } from "./services.ts";

/** What to explain. */
export interface ExplainPolicyInput {
  /** A name, or the policy as YAML or JSON text. */
  readonly policy: string;
  /** The object to decide on, as text; more documents are what `resource.Get` and namespace selectors see. */
  readonly manifest?: string | undefined;
  readonly operation: Operation;
  readonly context?: string | undefined;
  /** Characters that the answer takes at most, as `sizeOf` counts them. */
  readonly budget: number;
  /** The length of the JSON by default. */
  readonly sizeOf?: SizeOf | undefined;
}

/** A policy in plain words, and on an object how it came to its decision. */
export interface Explanation {
  readonly policy: string;
  readonly kind: string;
  readonly origin: string;
  readonly severity: string;
  readonly title?: string;
  readonly category?: string;
  readonly description?: string;
  /** What to do about a violation, in one line. */
  readonly remediation?: string;
  /** Controls of frameworks that it checks, wholly or in part. */
  readonly controls?: readonly string[];
  readonly matches: string;
  /** Pod controllers that Kyverno generates the same policy for. */
  readonly also_checks?: string;
  readonly actions: string;
  /** Why Kyverno would refuse to load it. */
  readonly invalid?: string;
  readonly match_conditions?: readonly NamedExpression[];
  readonly variables?: readonly NamedExpression[];
  readonly validations?: readonly ValidationRow[];
  readonly object?: string;
  readonly operation?: string;
  readonly outcome?: string;
  readonly messages?: readonly string[];
  readonly steps?: readonly StepRow[];
  /** Entries of these lists that are not shown. */
  readonly omitted?: Readonly<Record<string, number>>;
  readonly hint?: string;
}

interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}

interface ValidationRow {
  readonly must_hold: string;
  readonly message?: string;
}

/** One line of the trace: `step` says of what, `expression` which part, `value` what it was. */
export interface StepRow {
  readonly step: string;
  readonly expression: string;
  readonly value: string;
}

/** Explains a policy, with a manifest step by step with the values seen. Throws a `UserError` when policy or manifest can't be found or read. */
export async function explainPolicy(
  input: ExplainPolicyInput,
  services: Services,
): Promise<Explanation> {
  const { policy, origin } = await findPolicy(input, services);
  const compilation = compilePolicy(policy);
  const controls = controlsOf(policy.name, await services.loadFrameworks());
  const about = describePolicy({ policy, origin, controls }, compilation);
  if (!compilation.ok) {
    return {
      ...about,
      ...describeSpec(policy, input),
      invalid: compilation.invalid.text,
      hint: "Kyverno refuses this policy; correct it and call explain_policy again",
    };
  }
  if (input.manifest === undefined) {
    return {
      ...about,
      ...describeSpec(policy, input),
      hint: "pass manifest to see how it decides on an object, with every value",
    };
  }
  const { documents, problems } = parseDocuments(input.manifest, "manifest");
  const loaded = resourcesOf(documents).resources.map(({ resource }) => resource);
  if (loaded.length === 0) throw unreadable("manifest", problems);
  return { ...about, ...decide(policy, compilation.policy, loaded, input) };
}

function describePolicy(
  { policy, origin, controls }: FoundPolicy & { readonly controls: readonly string[] },
  compilation: PolicyCompilation,
): Explanation {
  const { annotations } = policy;
  const title = annotations["policies.kyverno.io/title"];
  const category = annotations["policies.kyverno.io/category"];
  const description = annotations["policies.kyverno.io/description"];
  const remediation = annotations["policies.kyverno.io/remediation"];
  return {
    policy: policyKey(policy),
    kind: policy.kind,
    origin,
    severity: annotations["policies.kyverno.io/severity"] ?? "medium (not annotated)",
    ...(title !== undefined && { title }),
    ...(category !== undefined && { category }),
    ...(description !== undefined && { description }),
    ...(remediation !== undefined && { remediation }),
    ...(controls.length > 0 && { controls }),
    matches: describeOperations(policy),
    ...describeGenerated(policy, compilation),
    actions: isClassicPolicy(policy)
      ? failureActionOf(policy)
      : (policy.spec.validationActions ?? ["Audit"]).join(", "),
  };
}

/** Resources with the operations, and what narrows them. */
function describeOperations(policy: Policy): string {
  if (isClassicPolicy(policy)) return kindsOf(policy).join(", ");
  const { spec, namespace } = policy;
  const { resourceRules = [], ...narrowing } = spec.matchConstraints ?? {};
  const operations = [...new Set(resourceRules.flatMap((rule) => rule.operations ?? []))];
  const parts = Object.entries(narrowing)
    .filter(([name]) => name !== "matchPolicy")
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const where = namespace === undefined ? [] : [`only in namespace ${namespace}`];
  return [
    `${describeMatches(spec)} on ${operations.join(", ") || "no operation"}`,
    ...where,
    ...parts,
  ].join("; ");
}

function describeGenerated(
  policy: Policy,
  compilation: PolicyCompilation,
): Pick<Explanation, "also_checks"> {
  if (!compilation.ok || isClassicPolicy(policy)) return {};
  const rules = policy.spec.matchConstraints?.resourceRules ?? [];
  const written = new Set(rules.flatMap((rule) => rule.resources ?? []));
  const all = compilation.policy.targets.flatMap(({ resources }) => resources);
  const generated = all.filter((plural) => !written.has(plural));
  return generated.length === 0
    ? {}
    : { also_checks: `the pod templates of ${generated.toSorted().join(", ")}` };
}

/** Kinds that a classic policy's rules match. */
function kindsOf({ spec }: ClusterPolicy): readonly string[] {
  const filters = spec.rules.flatMap(({ match = {} }) => [
    match,
    ...(match.any ?? []),
    ...(match.all ?? []),
  ]);
  return [...new Set(filters.flatMap(({ resources }) => resources?.kinds ?? []))];
}

/** The spec's expressions, as many as fit; a classic policy's rules with their messages. */
function describeSpec(
  policy: Policy,
  { budget, sizeOf = jsonSize }: ExplainPolicyInput,
): Partial<Explanation> {
  if (isClassicPolicy(policy)) {
    const rows = policy.spec.rules.map(({ name, validate: { message } = {} }) => ({
      must_hold: name,
      ...(message !== undefined && { message: cut(oneLine(message)) }),
    }));
    return { validations: takeRows(rows, budget * 0.3, sizeOf) };
  }
  const { matchConditions = [], variables = [], validations = [] } = policy.spec;
  const checks = validations.map(({ expression, message, messageExpression }) => {
    const words = messageExpression ?? message;
    return {
      must_hold: cut(oneLine(expression)),
      ...(words !== undefined && { message: cut(oneLine(words)) }),
    };
  });
  const shownChecks = takeRows(checks, budget * 0.3, sizeOf);
  const shownVariables = takeRows(variables.map(shorten), budget * 0.25, sizeOf);
  const shownConditions = takeRows(matchConditions.map(shorten), budget * 0.1, sizeOf);
  const omitted = Object.entries({
    match_conditions: matchConditions.length - shownConditions.length,
    variables: variables.length - shownVariables.length,
    validations: checks.length - shownChecks.length,
  }).filter(([, more]) => more > 0);
  return {
    ...(shownConditions.length > 0 && { match_conditions: shownConditions }),
    ...(shownVariables.length > 0 && { variables: shownVariables }),
    validations: shownChecks,
    ...(omitted.length > 0 && { omitted: Object.fromEntries(omitted) }),
  };
}

function shorten({ name, expression }: NamedExpression): NamedExpression {
  return { name, expression: cut(oneLine(expression)) };
}

/** Decides on the first object that is the policy's business, or says why the first one is not. */
function decide(
  policy: Policy,
  { evaluate }: CompiledPolicy,
  loaded: readonly Resource[],
  { operation, budget, sizeOf = jsonSize }: ExplainPolicyInput,
): Partial<Explanation> {
  const host = offlineHost(loaded);
  const requests = loaded.map((resource) => {
    const { namespace } = resource.metadata;
    const namespaceObject = loaded.find(
      ({ kind, metadata }) => kind === "Namespace" && metadata.name === namespace,
    );
    return requestFor(resource, { operation, namespaceObject: namespaceObject ?? null });
  });
  const decided = requests.map((request) => ({
    request,
    rules: evaluate(request, host)?.rules ?? [],
  }));
  const chosen = decided.find(({ rules }) => rules.length > 0) ?? decided[0];
  if (chosen === undefined) return {};
  const { request, rules } = chosen;
  const object = request.object ?? request.oldObject;
  const secrets = loaded.flatMap(secretValues);
  const traces = isClassicPolicy(policy) ? [] : tracePolicy(policy, request, host);
  const rows = decisiveTraces(traces).flatMap(rowsOf);
  const hide = (text: string): string => redactSecrets(text, secrets);
  return {
    object: `${object?.kind ?? ""} ${request.namespace === "" ? "" : `${request.namespace}/`}${request.name}`,
    operation,
    outcome: rules.length === 0 ? "not matched" : rules.map(({ outcome }) => outcome).join(", "),
    ...(rules.length > 0 && { messages: rules.slice(0, 4).map(({ message }) => hide(message)) }),
    steps: fitRows(rows, budget * 0.6, sizeOf).map(({ step, expression, value }) => ({
      step,
      expression: hide(expression),
      value: hide(value),
    })),
    ...(loaded.length > 1 && {
      hint: `decided on one of ${loaded.length} objects; check_manifests decides on all of them`,
    }),
  };
}

/** The specs that the object is the business of; when there is none, all of them with their reasons. */
function decisiveTraces(traces: readonly SpecTrace[]): readonly SpecTrace[] {
  const matched = traces.filter(({ mismatch }) => mismatch === undefined);
  return matched.length > 0 ? matched : traces;
}

interface DeepRow extends StepRow {
  readonly depth: number;
}

function rowsOf(trace: SpecTrace): readonly DeepRow[] {
  if (trace.mismatch !== undefined) {
    return [
      {
        step: trace.title,
        expression: "matchConstraints",
        value: `no: ${trace.mismatch}`,
        depth: 0,
      },
    ];
  }
  return [
    {
      step: trace.title,
      expression: "matchConstraints",
      value: "yes, the object is matched",
      depth: 0,
    },
    ...trace.matchConditions.flatMap((part) => stepsOf("matchCondition", part)),
    ...trace.variables.map((part) => variableRow(part)),
    ...trace.validations.flatMap((part) => stepsOf("", part)),
  ];
}

/** A variable's own value is what matters; its parts are seldom the reason. */
function variableRow({ name, expression, steps }: ExpressionTrace): DeepRow {
  return {
    step: `variables.${name}`,
    expression: cut(oneLine(expression)),
    value: formatStep(steps[0]),
    depth: 1,
  };
}

function stepsOf(kind: string, { name, expression, steps }: ExpressionTrace): readonly DeepRow[] {
  return steps.map((step, index) => ({
    step:
      index === 0
        ? `${kind} ${name}`.trim()
        : `${"· ".repeat(step.depth)}${step.at === undefined ? "because" : `with ${cut(step.at)}`}`,
    expression: cut(index === 0 ? oneLine(expression) : step.text),
    value: formatStep(step),
    depth: step.depth,
  }));
}

function formatStep(step: TraceStep | undefined): string {
  return step === undefined ? "not evaluated" : formatValue(step.value, 160);
}

const EXPRESSION_LENGTH = 200;

function cut(text: string): string {
  return text.length > EXPRESSION_LENGTH ? `${text.slice(0, EXPRESSION_LENGTH - 1)}…` : text;
}

function oneLine(expression: string): string {
  return expression.trim().replaceAll(/\s+/gu, " ");
}

/** The deepest rows go first when they are too many. */
function fitRows(rows: readonly DeepRow[], budget: number, sizeOf: SizeOf): readonly DeepRow[] {
  const size = rows.reduce((sum, row) => sum + sizeOf(row), 0);
  if (size <= budget) return rows;
  const deepest = Math.max(...rows.map(({ depth }) => depth));
  if (deepest === 0) return takeRows(rows, budget, sizeOf);
  return fitRows(
    rows.filter(({ depth }) => depth < deepest),
    budget,
    sizeOf,
  );
}
