import { dump } from "js-yaml";
import { cleanText } from "../results/clean-text.ts";
import type { ReportResult } from "./report-result.ts";

/**
 * PolicyExceptions that would exempt what failed, one per policy, as `kyverno apply --generate-exceptions` prints them;
 * the label makes Kyverno delete them after `ttl` (a Go duration).
 */
export function formatExceptions(results: readonly ReportResult[], ttl: string): string {
  const failed = results.filter(({ result }) => result === "fail");
  const byPolicy = Map.groupBy(failed, ({ source, policy }) => `${source} ${policy}`);
  const documents = [...byPolicy.values()].flatMap((group) => exceptionFor(group, ttl) ?? []);
  return documents
    .map(
      (document) => `---\n${cleanText(dump(document, { noRefs: true, lineWidth: -1 }), Infinity)}`,
    )
    .join("");
}

function exceptionFor(failed: readonly ReportResult[], ttl: string): object | undefined {
  const [first] = failed;
  if (first === undefined) return undefined;
  const { policy, source } = first;
  const isClassic = source === "kyverno";
  const name = `${policy.slice(policy.lastIndexOf("/") + 1)}-exception`;
  return {
    apiVersion: isClassic ? "kyverno.io/v2" : "policies.kyverno.io/v1",
    kind: "PolicyException",
    metadata: { name, namespace: "kyverno", labels: { "cleanup.kyverno.io/ttl": ttl } },
    spec: isClassic ? classicSpec(policy, failed) : celSpec(policy, failed),
  };
}

function classicSpec(policyName: string, failed: readonly ReportResult[]): object {
  const ruleNames = [...new Set(failed.map(({ rule }) => rule))];
  const places = Map.groupBy(failed, ({ resource: { kind, namespace } }) => `${kind} ${namespace}`);
  const any = [...places.values()].map((group) => ({ resources: descriptionOf(group) }));
  return { exceptions: [{ policyName, ruleNames }], match: { any } };
}

function descriptionOf(group: readonly ReportResult[]): object {
  const names = [...new Set(group.map(({ resource }) => resource.name))];
  const { kind = "", namespace = "" } = group[0]?.resource ?? {};
  return { kinds: [kind], names, ...(namespace !== "" && { namespaces: [namespace] }) };
}

/** The policy's kind stands in its name only: a namespaced one is `namespace/name`. */
function celSpec(policy: string, failed: readonly ReportResult[]): object {
  const at = policy.lastIndexOf("/");
  const kind = at < 0 ? "ValidatingPolicy" : "NamespacedValidatingPolicy";
  const objects = [...new Set(failed.map(({ resource }) => isObject(resource)))];
  return {
    policyRefs: [{ name: policy.slice(at + 1), kind }],
    matchConditions: [{ name: "failed-objects", expression: objects.join(" || ") }],
  };
}

function isObject({ kind, namespace, name }: ReportResult["resource"]): string {
  const parts = [
    `object.kind == ${JSON.stringify(kind)}`,
    `object.metadata.name == ${JSON.stringify(name)}`,
    ...(namespace === "" ? [] : [`object.metadata.namespace == ${JSON.stringify(namespace)}`]),
  ];
  return `(${parts.join(" && ")})`;
}
