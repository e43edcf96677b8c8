import { objectAt, objectsAt, textAt, textsAt } from "../../cluster/json-fields.ts";
import type { JsonObject, Resource } from "../../manifest/resource.ts";
import { SEVERITIES, type Severity } from "../../policy/policy-identity.ts";
import { cleanText } from "../../results/clean-text.ts";
import type { PolicyFacts } from "../../results/violation.ts";
import { type ReportedResult, timeOf } from "./reported-result.ts";

/** The API group of Gatekeeper's constraints, one kind for each template: https://open-policy-agent.github.io/gatekeeper/website/docs/audit */
export const CONSTRAINT_GROUP = "constraints.gatekeeper.sh";

/** How rows and sources name the tool. */
export const GATEKEEPER = "Gatekeeper";

/** What the audit wrote into one constraint's status. */
export interface ConstraintStatus {
  /** `Kind/name`: names are unique within a kind only. */
  readonly constraint: string;
  readonly results: readonly ReportedResult[];
  /** Violations that the audit listed, and how many it counted: it lists 20 a constraint by default. */
  readonly listed: number;
  readonly total: number;
  /** When the audit looked at it last; undefined when it never did: then its silence says nothing. */
  readonly auditedAt: number | undefined;
  /** Why Gatekeeper's pods can't enforce it. */
  readonly errors: readonly string[];
}

/** Reads the status of a constraint; what it says of one object twice (two containers) is one result. */
export function readConstraint(constraint: Resource, context: string): ConstraintStatus {
  const status = objectAt(constraint, "status");
  const violations = objectsAt(status, "violations");
  const policy = policyOf(constraint);
  const at = timeOf(textAt(status, "auditTimestamp"));
  const total = status["totalViolations"];
  const byObject = Map.groupBy(violations, (violation) =>
    ["kind", "namespace", "name"].map((field) => textAt(violation, field)).join("/"),
  );
  return {
    constraint: policy.key,
    results: [...byObject.values()].map((group) => toResult(group, { policy, at, context })),
    listed: violations.length,
    total: Math.max(typeof total === "number" ? total : 0, violations.length),
    auditedAt: at,
    errors: objectsAt(status, "byPod").flatMap((pod) =>
      objectsAt(pod, "errors").map((error) => cleanText(textAt(error, "message"))),
    ),
  };
}

interface Audited {
  readonly policy: PolicyFacts;
  readonly at: number | undefined;
  readonly context: string;
}

function toResult(
  violations: readonly JsonObject[],
  { policy, at, context }: Audited,
): ReportedResult {
  const [first] = violations;
  const messages = new Set(violations.map((violation) => textAt(violation, "message")));
  return {
    object: {
      context,
      namespace: textAt(first, "namespace"),
      kind: textAt(first, "kind"),
      name: textAt(first, "name"),
    },
    policy,
    rule: "",
    outcome: actionsOf(first).every((action) => action === "warn") ? "warn" : "fail",
    message: cleanText([...messages].join("; ")),
    source: GATEKEEPER,
    api: CONSTRAINT_GROUP,
    at,
  };
}

/** `scoped` actions are listed beside. `deny` and `dryrun` say that the object breaks the rule, `warn` that its author was told. */
function actionsOf(violation: JsonObject | undefined): readonly string[] {
  const scoped = textsAt(violation, "enforcementActions");
  return scoped.length > 0 ? scoped : [textAt(violation, "enforcementAction")];
}

/** Gatekeeper has no severities; a label or an annotation of that name is taken for one. */
function policyOf({ kind, metadata }: Resource): PolicyFacts {
  const { labels = {}, annotations = {} } = metadata;
  const said = new Set(
    [annotations["policies.kyverno.io/severity"], annotations["severity"], labels["severity"]].map(
      (text) => text?.toLowerCase(),
    ),
  );
  const severity: Severity = SEVERITIES.find((known) => said.has(known)) ?? "medium";
  return { key: `${kind}/${metadata.name ?? ""}`, severity, title: kind, category: "" };
}
