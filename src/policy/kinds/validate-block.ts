import type { JsonObject } from "../../manifest/resource.ts";
import type { FailureActionOverride, ValidateBlock } from "../cluster-policy.ts";
import { flag, json, list, mapping, object, text, type Shape } from "./shape.ts";

/** Checks a mapping's fields and gives it as plain JSON. */
function checked(fields: Fields, required: readonly string[] = []): Shape<JsonObject> {
  return object<JsonObject>(fields, required);
}
type Fields = Readonly<Record<string, Shape<NonNullable<JsonObject[string]>>>>;

const service = checked(
  { url: text(), caBundle: text(), headers: list(checked({ key: text(), value: text() })) },
  ["url"],
);

/** One entry of a rule's `context`: https://kyverno.io/docs/policy-types/cluster-policy/external-data-sources/ */
export const contextEntry: Shape<JsonObject> = checked({
  name: text(),
  configMap: checked({ name: text(), namespace: text() }, ["name"]),
  apiCall: checked({
    urlPath: text(),
    jmesPath: text(),
    method: text("GET", "POST"),
    data: list(checked({ key: text(), value: json }, ["key", "value"])),
    service,
    default: json,
  }),
  imageRegistry: checked(
    { reference: text(), jmesPath: text(), imageRegistryCredentials: mapping },
    ["reference"],
  ),
  variable: checked({ value: json, jmesPath: text(), default: json }),
  globalReference: checked({ name: text(), jmesPath: text() }, ["name"]),
});

const OPERATORS = [
  "Equals",
  "NotEquals",
  "In",
  "AnyIn",
  "AllIn",
  "NotIn",
  "AnyNotIn",
  "AllNotIn",
  "GreaterThanOrEquals",
  "GreaterThan",
  "LessThanOrEquals",
  "LessThan",
  "DurationGreaterThanOrEquals",
  "DurationGreaterThan",
  "DurationLessThanOrEquals",
  "DurationLessThan",
];

const conditions = list(
  checked({ key: json, operator: text(...OPERATORS), value: json, message: text() }),
);

/** Conditions where the schema declares them; in `preconditions` and `deny` of v1 it takes any value. */
export const anyAllConditions: Shape<JsonObject> = checked({ any: conditions, all: conditions });

const deny = checked({ conditions: json });

const foreach: Shape<readonly JsonObject[]> = list(
  checked({
    list: text(),
    elementScope: flag,
    context: list(contextEntry),
    preconditions: anyAllConditions,
    pattern: json,
    anyPattern: json,
    deny,
    foreach: json,
  }),
);

/** Names of the controls in the order of the Pod Security Standards: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const CONTROLS = [
  "HostProcess",
  "Host Namespaces",
  "Privileged Containers",
  "Capabilities",
  "HostPath Volumes",
  "Host Ports",
  "AppArmor",
  "SELinux",
  "/proc Mount Type",
  "Seccomp",
  "Sysctls",
  "Volume Types",
  "Privilege Escalation",
  "Running as Non-root",
  "Running as Non-root user",
];

const FIRST_MINOR = 19;
const LAST_MINOR = 32;
const VERSIONS = [
  "latest",
  ...Array.from(
    { length: LAST_MINOR - FIRST_MINOR + 1 },
    (_, index) => `v1.${FIRST_MINOR + index}`,
  ),
];

/** One control that a podSecurity rule or an exception leaves out. */
const excludedControl: Shape<JsonObject> = checked(
  {
    controlName: text(...CONTROLS),
    images: list(text()),
    restrictedField: text(),
    values: list(text()),
  },
  ["controlName"],
);

const podSecurity = checked({
  level: text("privileged", "baseline", "restricted"),
  version: text(...VERSIONS),
  exclude: list(excludedControl),
});

const named = list(checked({ name: text(), expression: text() }, ["name", "expression"]));

const cel = checked({
  generate: flag,
  expressions: list(
    checked({ expression: text(), message: text(), messageExpression: text(), reason: text() }, [
      "expression",
    ]),
  ),
  paramKind: checked({ apiVersion: text(), kind: text() }),
  paramRef: checked({
    name: text(),
    namespace: text(),
    selector: mapping,
    parameterNotFoundAction: text(),
  }),
  auditAnnotations: list(
    checked({ key: text(), valueExpression: text() }, ["key", "valueExpression"]),
  ),
  variables: named,
});

/** `validationFailureActionOverrides`: which action applies in which namespaces. */
export const failureActionOverrides: Shape<readonly FailureActionOverride[]> = list(
  object<FailureActionOverride>({
    action: text("audit", "enforce", "Audit", "Enforce"),
    namespaces: list(text()),
    namespaceSelector: mapping,
  }),
);

/** The body of a validate rule: https://kyverno.io/docs/policy-types/cluster-policy/validate/ */
export const validateBlock: Shape<ValidateBlock> = object<ValidateBlock>({
  message: text(),
  failureAction: text("Audit", "Enforce"),
  failureActionOverrides,
  allowExistingViolations: flag,
  pattern: json,
  anyPattern: json,
  deny,
  foreach,
  podSecurity,
  cel,
  manifests: mapping,
  assert: json,
});
