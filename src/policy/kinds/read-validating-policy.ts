import type { Document } from "../../manifest/document.ts";
import type {
  LabelSelector,
  MatchConstraints,
  ResourceRule,
  ValidatingPolicy,
  ValidatingPolicySpec,
  Validation,
} from "../validating-policy.ts";
import { readObject, type ReadPolicy } from "./read-object.ts";
import { flag, integer, list, mapOf, object, text } from "./shape.ts";

/** Both kinds have the same spec in v1alpha1, v1beta1 and v1: https://kyverno.io/docs/policy-types/validating-policy/ */
export function readValidatingPolicy(document: Document): ReadPolicy<ValidatingPolicy> {
  const read = readObject(document, spec);
  if (!read.ok) return read;
  const kind = read.kind === "NamespacedValidatingPolicy" ? read.kind : "ValidatingPolicy";
  return { ok: true, policy: { ...read.identity, kind, spec: read.spec } };
}

const named = object<{ name: string; expression: string }>({ name: text(), expression: text() }, [
  "name",
  "expression",
]);

const labelSelector = object<LabelSelector>({
  matchLabels: mapOf(text()),
  matchExpressions: list(
    object<NonNullable<LabelSelector["matchExpressions"]>[number]>(
      { key: text(), operator: text(), values: list(text()) },
      ["key", "operator"],
    ),
  ),
});

const resourceRules = list(
  object<ResourceRule>({
    resourceNames: list(text()),
    operations: list(text()),
    apiGroups: list(text()),
    apiVersions: list(text()),
    resources: list(text()),
    scope: text(),
  }),
);

const switchable = object<{ enabled?: boolean }>({ enabled: flag });

const spec = object<ValidatingPolicySpec>({
  matchConstraints: object<MatchConstraints>({
    namespaceSelector: labelSelector,
    objectSelector: labelSelector,
    resourceRules,
    excludeResourceRules: resourceRules,
    matchPolicy: text(),
  }),
  matchConditions: list(named),
  variables: list(named),
  validations: list(
    object<Validation>(
      { expression: text(), message: text(), messageExpression: text(), reason: text() },
      ["expression"],
    ),
  ),
  auditAnnotations: list(
    object<{ key: string; valueExpression: string }>({ key: text(), valueExpression: text() }, [
      "key",
      "valueExpression",
    ]),
  ),
  validationActions: list(text("Deny", "Audit", "Warn")),
  failurePolicy: text("Fail", "Ignore"),
  evaluation: object<NonNullable<ValidatingPolicySpec["evaluation"]>>({
    mode: text(),
    admission: switchable,
    background: switchable,
  }),
  autogen: object<NonNullable<ValidatingPolicySpec["autogen"]>>({
    podControllers: object<{ controllers?: readonly string[] }>({ controllers: list(text()) }),
    validatingAdmissionPolicy: switchable,
  }),
  webhookConfiguration: object<{ timeoutSeconds?: number }>({ timeoutSeconds: integer }),
});
