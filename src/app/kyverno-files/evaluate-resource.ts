import type { CelHost } from "../../cel/host.ts";
import type { ContextSource } from "../../engine/context-source.ts";
import type {
  CompiledPolicy,
  Operation,
  PolicyResponse,
  Request,
} from "../../engine/evaluation.ts";
import { requestFor } from "../../engine/request-for.ts";
import type { Json, Resource } from "../../manifest/resource.ts";
import { isClassicPolicy } from "../../policy/policy.ts";
import type { RuleResult } from "../../results/rule-result.ts";
import { withOverrides } from "./context-path.ts";
import type { FindKind } from "./custom-kinds.ts";
import { isForJson } from "../policy-features.ts";
import type { RequestUser } from "./user-info-file.ts";
import type { SaidContext, Values } from "./values-file.ts";

/** What all requests of one run share. */
export interface RunOptions {
  readonly values: Values;
  /** Undefined where nobody said who asks. */
  readonly user: RequestUser | undefined;
  readonly host: CelHost;
  /** Where classic policies' context entries come from. */
  readonly contextSource: ContextSource;
  readonly findKind: FindKind;
  /** Overrides what the values say. */
  readonly operation?: Operation;
}

/** Every policy's answer about one resource, policies without any left out. */
export function evaluateResource(
  policies: readonly CompiledPolicy[],
  resource: Resource,
  options: RunOptions,
): readonly PolicyResponse[] {
  const requests = new Map<unknown, Request>();
  const requestOnce = (key: unknown, make: () => Request): Request => {
    const known = requests.get(key) ?? make();
    requests.set(key, known);
    return known;
  };
  return policies.flatMap((policy) => {
    const { name } = policy.source;
    const resourceName = resource.metadata.name ?? "";
    const operation = options.operation ?? options.values.operationFor(name, resourceName);
    const said = isClassicPolicy(policy.source)
      ? options.values.contextFor(name, resourceName)
      : undefined;
    const request =
      said === undefined
        ? requestOnce(operation, () => celRequest(resource, operation, options))
        : requestOnce(said, () => classicRequest(resource, operation, said, options));
    return policy.evaluate(request, options.host) ?? [];
  });
}

/** The answers of policies in JSON mode about any JSON; other policies are not asked. */
export function evaluatePayload(
  policies: readonly CompiledPolicy[],
  payload: Json,
  { host }: RunOptions,
): readonly PolicyResponse[] {
  const request: Request = {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- policies in JSON mode take any JSON for their object
    object: payload as unknown as Resource,
    oldObject: null,
    operation: "CREATE",
    apiResource: { group: "", version: "", kind: "", plural: "", namespaced: false },
    name: "",
    namespace: "",
    userInfo: {},
    namespaceObject: null,
  };
  return policies.flatMap((policy) =>
    isForJson(policy.source) ? (policy.evaluate(request, host) ?? []) : [],
  );
}

function celRequest(resource: Resource, operation: Operation, options: RunOptions): Request {
  const { values, user, findKind } = options;
  return requestFor(resource, {
    operation,
    apiResource: findKind(resource.apiVersion, resource.kind),
    userInfo: user?.userInfo ?? {},
    namespaceObject: values.namespaceObject(resource.metadata.namespace ?? ""),
  });
}

/** Values may change the objects under test; whatever else they say becomes the rules' context. */
function classicRequest(
  resource: Resource,
  operation: Operation,
  said: SaidContext,
  options: RunOptions,
): Request {
  const { values, user, findKind, contextSource } = options;
  const { apiVersion, kind, metadata } = resource;
  return requestFor(withOverrides(resource, said.object), {
    operation,
    oldObject: withOverrides(resource, said.oldObject),
    apiResource: values.subresourceOf(apiVersion, kind) ?? findKind(apiVersion, kind),
    ...user,
    namespaceObject: values.namespaceObject(metadata.namespace ?? ""),
    values: said.context,
    contextSource,
  });
}

/** The outcome that reports show: `policies.kyverno.io/scored: "false"` turns fail into warn. */
export function reportedRules({ policy, rules }: PolicyResponse): readonly RuleResult[] {
  if (policy.scored) return rules;
  return rules.map((rule) => (rule.outcome === "fail" ? { ...rule, outcome: "warn" } : rule));
}
