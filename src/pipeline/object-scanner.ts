import type { CelHost } from "../cel/host.ts";
import type { CompiledPolicy, Request } from "../engine/evaluation.ts";
import type { ApiResource } from "../manifest/api-resource.ts";
import { isMapping } from "../manifest/path.ts";
import type { Resource } from "../manifest/resource.ts";
import { redactSecrets, secretValues } from "../results/redact-secrets.ts";
import type { RuleResult } from "../results/rule-result.ts";
import { createTally, type TallyResult } from "../results/tally.ts";
import type { ResultSink } from "../results/tally-part.ts";
import type { PolicyFacts, ScannedObject } from "../results/violation.ts";

/** A policy that a scan checks with, and what is told of it. */
export interface ScanPolicy {
  readonly compiled: CompiledPolicy;
  readonly facts: PolicyFacts;
}

/** Evaluates objects one by one; what is found goes to the sink. */
export interface Evaluator {
  /** Asks every policy that may match; resolves at once unless a policy needs something fetched first. */
  readonly evaluate: <Handle>(request: Request, sink: ResultSink<Handle>) => void | Promise<void>;
}

/** Evaluates objects one by one and keeps count. */
export interface ObjectScanner {
  /** Remembers an object that is only here as somebody's owner. */
  readonly know: (resource: Resource) => void;
  /** Evaluates every policy that may match; resolves at once unless a policy needs something fetched first. */
  readonly scan: (request: Request) => void | Promise<void>;
  readonly finish: () => TallyResult;
}

/** Fetches what policies asked for, so that the host can answer it; false when it already had it, so asking again is in vain. */
export type Fetch = (needs: readonly unknown[]) => Promise<boolean>;

/** What an evaluator works with. */
export interface EvaluatorOptions {
  /** Name of the context; empty for manifests. */
  readonly context: string;
  readonly policies: readonly ScanPolicy[];
  readonly host: CelHost;
  readonly fetch?: Fetch;
  /** Data that policies looked up and messages must not show. */
  readonly secrets?: () => readonly string[];
  /** What one policy is asked instead, where values say other things to each. */
  readonly adapt?: (request: Request, policy: CompiledPolicy) => Request;
}

/** A scanner over compiled policies. */
export function createObjectScanner(options: EvaluatorOptions): ObjectScanner {
  const tally = createTally();
  const { evaluate } = createEvaluator(options);
  return {
    know: (resource) => void tally.know(identify(resource, options.context)),
    scan: (request) => evaluate(request, tally),
    finish: tally.finish,
  };
}

/** An evaluator over compiled policies, indexed by the API resource they match. */
export function createEvaluator(options: EvaluatorOptions): Evaluator {
  const { context, policies, host, adapt } = options;
  const candidates = new Map<string, readonly ScanPolicy[]>();

  const candidatesFor = (target: ApiResource): readonly ScanPolicy[] => {
    const key = `${target.group}/${target.version}/${target.plural}`;
    const known = candidates.get(key);
    if (known !== undefined) return known;
    const found = policies.filter(({ compiled }) => mayMatch(compiled, target));
    candidates.set(key, found);
    return found;
  };

  const evaluate = <Handle>(request: Request, sink: ResultSink<Handle>): void | Promise<void> => {
    const resource = request.object ?? request.oldObject;
    if (resource === null) return;
    const seen = sink.see(identify(resource, context));
    const waiting: Promise<void>[] = [];
    for (const policy of candidatesFor(request.apiResource)) {
      if (!concerns(policy.compiled, request)) continue;
      const asked = adapt === undefined ? request : adapt(request, policy.compiled);
      const response = policy.compiled.evaluate(asked, host);
      const add = (rules: readonly RuleResult[]): void => {
        sink.add(seen, policy.facts, withoutSecrets(rules, request, options.secrets?.() ?? []));
      };
      if (response?.needs !== undefined) {
        waiting.push(evaluateLater(policy, { request: asked, add, options }, response.needs));
      } else if (response !== undefined) add(response.rules);
    }
    return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined);
  };
  return { evaluate };
}

/** Fetch and try again until the policy has all it asks for. */
async function evaluateLater(
  { compiled }: ScanPolicy,
  {
    request,
    add,
    options: { fetch, host },
  }: {
    readonly request: Request;
    readonly add: (rules: readonly RuleResult[]) => void;
    readonly options: EvaluatorOptions;
  },
  firstNeeds: readonly unknown[],
): Promise<void> {
  let needs: readonly unknown[] | undefined = firstNeeds;
  while (needs !== undefined) {
    // oxlint-disable-next-line no-await-in-loop -- what is needed next is known only after the last answer
    const isNew = fetch !== undefined && (await fetch(needs));
    if (!isNew) {
      const message = "the policy asks for data that can't be fetched here";
      add([{ rule: "", outcome: "error", message }]);
      return;
    }
    const response = compiled.evaluate(request, host);
    needs = response?.needs;
    if (needs === undefined && response !== undefined) add(response.rules);
  }
}

/** A policy may put what it reads into its message; a Secret's data must not get out that way. */
function withoutSecrets(
  rules: readonly RuleResult[],
  { object, oldObject }: Request,
  lookedUp: readonly string[],
): readonly RuleResult[] {
  const secrets = [...secretValues(object), ...secretValues(oldObject), ...lookedUp];
  if (secrets.length === 0) return rules;
  return rules.map((rule) => ({ ...rule, message: redactSecrets(rule.message, secrets) }));
}

/** A namespaced policy is about its own namespace: https://kyverno.io/docs/policy-types/ */
function concerns({ source }: CompiledPolicy, request: Request): boolean {
  return source.namespace === undefined || source.namespace === request.namespace;
}

/** Whether some target of the policy names this API resource itself, not only its subresources; what exactly matches is the policy's to say. */
export function mayMatch(
  { targets }: CompiledPolicy,
  { group, version, kind, plural }: ApiResource,
): boolean {
  return targets.some(
    ({ groups, versions, resources, kinds = [] }) =>
      includes(groups, group) &&
      includes(versions, version) &&
      (kinds.includes(kind) ||
        resources.some((name) => name === plural || name === "*" || name === "*/*")),
  );
}

function includes(list: readonly string[], wanted: string): boolean {
  return list.includes(wanted) || list.includes("*");
}

/** What the tally has to know of an object: its name and who controls it. */
export function identify(resource: Resource, context: string): ScannedObject {
  const { name, generateName, namespace, uid, ownerReferences } = resource.metadata;
  const owners = ownersIn(ownerReferences);
  const owner =
    owners.find(({ controller }) => controller === true) ??
    (owners.length === 1 ? owners[0] : undefined);
  return {
    context,
    namespace: namespace ?? "",
    kind: resource.kind,
    name: name ?? `${generateName ?? ""}*`,
    ...(uid !== undefined && { uid }),
    ...(owner && { owner: { kind: owner.kind, name: owner.name, uid: owner.uid } }),
  };
}

type Owners = NonNullable<Resource["metadata"]["ownerReferences"]>;

/** The owners that are objects: a manifest may say anything. */
function ownersIn(references: readonly (Owners[number] | null)[] | null | undefined): Owners {
  return Array.isArray(references) ? references.filter(isObject) : [];
}

function isObject(owner: Owners[number] | null): owner is Owners[number] {
  return isMapping(owner);
}
