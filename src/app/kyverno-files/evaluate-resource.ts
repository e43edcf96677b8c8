import type { CelHost } from "../../cel/host.ts";
import type {
  CompiledPolicy,
  Operation,
  PolicyResponse,
  Request,
  UserInfo,
} from "../../engine/evaluation.ts";
import { requestFor } from "../../engine/request-for.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { RuleResult } from "../../results/rule-result.ts";
import type { FindKind } from "./custom-kinds.ts";
import type { Values } from "./values-file.ts";

/** What all requests of one run share. */
export interface RunOptions {
  readonly values: Values;
  readonly userInfo: UserInfo;
  readonly host: CelHost;
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
  const requests = new Map<Operation, Request>();
  const responses: PolicyResponse[] = [];
  for (const policy of policies) {
    const operation =
      options.operation ??
      options.values.operationFor(policy.source.name, resource.metadata.name ?? "");
    let request = requests.get(operation);
    if (request === undefined) {
      request = requestOf(resource, operation, options);
      requests.set(operation, request);
    }
    const response = policy.evaluate(request, options.host);
    if (response !== undefined) responses.push(response);
  }
  return responses;
}

function requestOf(resource: Resource, operation: Operation, options: RunOptions): Request {
  return requestFor(resource, {
    operation,
    apiResource: options.findKind(resource.apiVersion, resource.kind),
    userInfo: options.userInfo,
    namespaceObject: options.values.namespaceObject(resource.metadata.namespace ?? ""),
  });
}

/** The outcome that reports show: `policies.kyverno.io/scored: "false"` turns fail into warn. */
export function reportedRules({ policy, rules }: PolicyResponse): readonly RuleResult[] {
  if (policy.scored) return rules;
  return rules.map((rule) => (rule.outcome === "fail" ? { ...rule, outcome: "warn" } : rule));
}
