import type { ClassicRule } from "../../../policy/cluster-policy.ts";
import { goJsonString } from "../../../values/go-json.ts";
import { jsonText } from "../variables/json-text.ts";

/** Fields in the order in which Kyverno's Go structs have them: refusals print whole rules. */
interface Struct {
  readonly fields: readonly string[];
  /** How nested structs print; what is not named here prints like any JSON, keys sorted. */
  readonly nested?: Readonly<Record<string, Struct>>;
  /** Written even when absent: Go does not leave out structs, nor defaults that the schema puts in. */
  readonly always?: Readonly<Record<string, unknown>>;
}

const SELECTOR: Struct = {
  fields: ["matchLabels", "matchExpressions"],
  nested: { matchExpressions: { fields: ["key", "operator", "values"] } },
};

const RESOURCES: Struct = {
  fields: [
    "kinds",
    "name",
    "names",
    "namespaces",
    "annotations",
    "selector",
    "namespaceSelector",
    "operations",
  ],
  nested: { selector: SELECTOR, namespaceSelector: SELECTOR },
};

const FILTER: Struct = {
  fields: ["roles", "clusterRoles", "subjects", "resources"],
  nested: {
    resources: RESOURCES,
    subjects: { fields: ["kind", "apiGroup", "name", "namespace"] },
  },
  always: { resources: {} },
};

const MATCH: Struct = {
  ...FILTER,
  fields: ["any", "all", ...FILTER.fields],
  nested: { ...FILTER.nested, any: FILTER, all: FILTER },
};

const RULE: Struct = {
  fields: [
    "name",
    "context",
    "match",
    "exclude",
    "imageExtractors",
    "preconditions",
    "celPreconditions",
    "mutate",
    "validate",
    "generate",
    "verifyImages",
    "skipBackgroundRequests",
    "reportProperties",
  ],
  nested: {
    match: MATCH,
    exclude: MATCH,
    validate: {
      fields: [
        "failureAction",
        "failureActionOverrides",
        "allowExistingViolations",
        "message",
        "manifests",
        "foreach",
        "pattern",
        "anyPattern",
        "deny",
        "podSecurity",
        "cel",
        "assert",
      ],
      always: { allowExistingViolations: true },
    },
  },
  always: { match: {}, skipBackgroundRequests: true },
};

/** A rule as Go's encoding/json writes Kyverno's type. */
export function ruleJson(rule: ClassicRule): string {
  return structText(rule, RULE);
}

/** A label selector as Go's encoding/json writes it. */
export function selectorJson(selector: object): string {
  return structText(selector, SELECTOR);
}

function structText(value: object, { fields, nested = {}, always = {} }: Struct): string {
  const given = new Map<string, unknown>(Object.entries(value));
  const members = fields.flatMap((name) => {
    const field = given.get(name);
    const written = isEmpty(field, name) ? always[name] : field;
    return written === undefined
      ? []
      : [`${goJsonString(name)}:${fieldText(written, nested[name])}`];
  });
  return `{${members.join(",")}}`;
}

/** Raw JSON (a pattern, conditions) is a pointer in Go: empty, it is written all the same. */
const RAW = new Set(["pattern", "anyPattern", "deny", "preconditions", "exclude", "selector"]);

function isEmpty(value: unknown, name: string): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (RAW.has(name) || typeof value !== "object") return false;
  return Object.keys(value).length === 0;
}

function fieldText(value: unknown, struct: Struct | undefined): string {
  if (struct === undefined || typeof value !== "object" || value === null) return jsonText(value);
  if (!Array.isArray(value)) return structText(value, struct);
  return `[${value.map((item: unknown) => fieldText(item, struct)).join(",")}]`;
}

/** One filter of `match` or `exclude` as Go's encoding/json writes it. */
export function filterJson(filter: object): string {
  return structText(filter, FILTER);
}
