import { describe, expect, test } from "vitest";
import { parseDocuments } from "../../../manifest/parse-documents.ts";
import { isClassicPolicy } from "../../../policy/policy.ts";
import { readPolicies } from "../../../policy/read-policies.ts";
import { expandRules } from "../autogen/expand-rules.ts";
import { validateClassicPolicy } from "./validate-policy.ts";

/** The refusal of a policy with these rules (flow mappings); background is off unless `spec` says otherwise. */
function refusal(
  rules: string,
  { spec = "background: false, ", head = "kind: ClusterPolicy\nmetadata: {name: p}" } = {},
): string | undefined {
  const text = `apiVersion: kyverno.io/v1\n${head}\nspec: {${spec}rules: [${rules}]}\n`;
  const { policies, problems } = readPolicies(parseDocuments(text, "f.yaml").documents);
  const [policy] = policies;
  if (policy === undefined || !isClassicPolicy(policy)) throw new Error(problems[0]?.message);
  const all = expandRules(policy).map((expanded) => expanded.rule);
  return validateClassicPolicy(policy, all);
}

const MATCH = "match: {any: [{resources: {kinds: [ConfigMap]}}]}";

/** A rule of ConfigMaps with these further fields. */
function rule(fields: string): string {
  return `{name: r, ${MATCH}, ${fields}}`;
}

const REQUIRED = "validate: {message: m, deny: {}}";

test.for([
  REQUIRED,
  "validate: {pattern: {metadata: {name: '{{ request.operation }}'}}}",
  "validate: {anyPattern: [{a: '=(b)'}, {^(c): [{d: 1}]}]}",
  "validate: {foreach: [{list: request.object.data, deny: {conditions: {any: [{key: '{{ element }}', operator: Equals, value: 1}]}}}]}",
  "context: [{name: x, variable: {value: 1}}], validate: {message: '{{ x.y }}', deny: {}}",
  "context: [{name: c, configMap: {name: a, namespace: b}}], validate: {message: '{{ c.data.k }}', deny: {}}",
  String.raw`validate: {message: '\{{ nothing }}', deny: {}}`,
  "preconditions: [{key: '{{ request.operation }}', operator: In, value: [CREATE, DELETE]}], validate: {deny: {}}",
])("a sound rule is not refused: %s", (fields) => {
  expect(refusal(rule(fields))).toBeUndefined();
});

describe("in background mode", () => {
  const background = { spec: "" };

  test.for([
    [
      "{name: r, match: {any: [{resources: {kinds: [Pod]}, clusterRoles: [a]}]}, validate: {deny: {}}}",
      "invalid variable used at path: spec/rules[0]/match/any[0]/clusterRoles",
    ],
    [
      rule("exclude: {subjects: [{kind: User, name: a}]}, validate: {deny: {}}"),
      "invalid variable used at path: spec/rules[0]/exclude/subjects",
    ],
    [
      rule("validate: {message: '{{ request.userInfo.username }}', deny: {}}"),
      "variable {{ request.userInfo.username }} is not allowed",
    ],
    [
      rule("validate: {message: '{{ serviceAccountName }}', deny: {}}"),
      "variable {{ serviceAccountName }} is not allowed",
    ],
  ])("who asks is unknown: %s", ([text = "", message]) => {
    expect(refusal(text, background)).toBe(
      `only select variables are allowed in background mode. Set spec.background=false to disable background mode for this policy rule: ${message} `,
    );
    expect(refusal(text)).toBeUndefined();
  });

  test("a field of another name is no user variable", () => {
    const message = "{{ request.object.serviceAccountName }}";
    expect(
      refusal(rule(`validate: {message: '${message}', deny: {}}`), background),
    ).toBeUndefined();
  });

  test("variables are looked for in the policy's annotations, too", () => {
    const head =
      "kind: ClusterPolicy\nmetadata: {name: p, annotations: {a: '{{ request.roles }}'}}";
    expect(refusal(rule(REQUIRED), { spec: "", head })).toContain("{{ request.roles }}");
  });
});

test.for([
  [
    "validate: {message: '{{ nothing.here }}', deny: {}}",
    String.raw`variable nothing.here must match regex "request|serviceAccountName|serviceAccountNamespace|element|elementIndex|@|images|image|([a-z_0-9]+\()[^{}]" or patterns []`,
  ],
  [
    "validate: {message: '{{ request.object. }}', deny: {}}",
    "failed to resolve request.object. at path /validate/message: invalid JMESPath query request.object.: SyntaxError: Expected identifier, lbracket, or lbrace",
  ],
  [
    "validate: {message: '{{ request.x[{{ elementIndex }}] }}', deny: {}}",
    "failed to resolve request.x[null] at path /validate/message: invalid JMESPath query request.x[null]: SyntaxError: Expected tStar, received: tUnquotedIdentifier",
  ],
  [
    "validate: {message: $(./nothing), deny: {}}",
    "got nil resolved variable $(./nothing) at path /validate/message: <nil>",
  ],
  [
    "validate: {pattern: {a: 1, b: $(./../a)}}",
    "NotResolvedReferenceErr,reference $(./../a) not resolved at path /validate/pattern/b",
  ],
  [
    "validate: {pattern: {a: true, b: $(>./../a)}}",
    "failed to resolve $(>./../a) at path /validate/pattern/b: incorrect expression: operator > does not match with value true",
  ],
])("a variable that can have no value is refused: %s", ([fields = "", message]) => {
  expect(refusal(rule(fields))).toBe(
    `policy contains invalid variables: variable substitution failed for rule r: ${message}`,
  );
});

test.for([
  [
    "validate: {message: '{{ element.name }}', deny: {}}",
    "variable 'element.name' present outside of foreach at path /validate/message",
  ],
  [
    "validate: {deny: {conditions: {all: [{key: a, operator: '', value: 1}]}}}",
    "path: spec.rules[0].validate.deny.conditions.all[0].: entered value of `key`, `value` or `operator` is missing or misspelled",
  ],
  [
    "validate: {deny: {conditions: [{key: '{{request.operation}}', operator: Equals, value: create}]}}",
    "path: spec.rules[0].validate.deny.conditions[0].value: create: unknown value 'create' found under the 'value' field. Only the following values are allowed: [CREATE, UPDATE, DELETE, CONNECT]",
  ],
  [
    "validate: {pattern: {spec: [{+(a): 1}]}}",
    "path: spec.rules[0].validate.pattern.//spec0//+(a).: unsupported anchor +(a)",
  ],
  [
    "validate: {anyPattern: [{a: 1}, {^(b): []}]}",
    "path: spec.rules[0].validate.anyPattern[1].//^(b).: existence anchor: should have at least one value",
  ],
  [
    "validate: {pattern: {a: 1}, deny: {}}",
    "path: spec.rules[0].validate..: only one of pattern, anyPattern, deny, foreach, cel can be specified",
  ],
  [
    "validate: {anyPattern: [{spec: {template: {metadata: {labels: {a: 1}}}}}]}",
    'labels and annotations supports only string values, "use double quotes around the non string values"',
  ],
  [
    "context: [{name: request, variable: {value: 1}}], validate: {deny: {}}",
    "path: spec.rules[0]: entry name request is invalid as it conflicts with a pre-defined variable request",
  ],
  [
    "context: [{name: x, variable: {jmesPath: 'a['}}], validate: {deny: {}}",
    "path: spec.rules[0]: failed to parse JMESPath a[: SyntaxError: Expected tStar, received: tEOF",
  ],
  [
    "context: [{name: x, variable: {value: 1, default: 2}}], validate: {deny: {}}",
    "path: spec.rules[0]: a variable must define a default value only when a jmesPath expression is defined",
  ],
])("a rule that makes no sense is refused: %s", ([fields = "", message]) => {
  expect(refusal(rule(fields))).toBe(message);
});

test.for([
  ["match: {any: []}", "path: spec.rules[0].match.resources.: match resources not specified"],
  [
    "match: {any: [{resources: {kinds: ['*', Pod]}}]}",
    "path: spec.rules[0].match.any[0].kinds: wildcard policy can not deal with more than one kind",
  ],
  [
    "match: {any: [{resources: {kinds: ['*']}}]}",
    "path: spec.rules[0].match.any[0].kinds: policy can only deal with the metadata field of the resource if the rule does not match any kind",
    "validate: {pattern: {metadata: {}, spec: {}}}",
  ],
  [
    "match: {any: [{resources: {names: [a]}}]}",
    "at least one element must be specified in a kind block, the kind attribute is mandatory when working with the resources element",
  ],
  [
    "match: {resources: {kinds: [Pod], selector: {}}}",
    "spec.rules[0].match.selector: Invalid value: {}: The requirements are not specified in selector",
  ],
  [
    "match: {resources: {kinds: [Pod]}, roles: [a:b, c]}",
    'spec.rules[0].match.roles[1]: Invalid value: "c": Role is expected to be in namespace:name format',
  ],
  [
    `match: {any: [{resources: {kinds: [Pod], names: ['{{ request.name }}']}}]}`,
    'policy contains invalid variables: rule "r" should not have variables in match section',
  ],
])("a match that nothing can match is refused: %s", ([match, message, body = REQUIRED]) => {
  expect(refusal(`{name: r, ${match}, ${body}}`)).toBe(message);
});

test("in background mode, kind * is not matched", () => {
  const any = "{name: r, match: {any: [{resources: {kinds: ['*']}}]}, validate: {deny: {}}}";
  expect(refusal(any)).toBeUndefined();
  expect(refusal(any, { spec: "" })).toContain("wildcard policy not allowed in background mode");
});

test("a rule that excludes what it matches is refused and printed as Go prints it", () => {
  const exclude = "exclude: {any: [{resources: {kinds: [ConfigMap]}}]}";
  expect(refusal(rule(`${exclude}, validate: {message: <&>, pattern: {b: 1, a: 2}}`))).toBe(
    String.raw`spec.rules[0]: Invalid value: {"name":"r","match":{"any":[{"resources":{"kinds":["ConfigMap"]}}],"resources":{}},"exclude":{"any":[{"resources":{"kinds":["ConfigMap"]}}],"resources":{}},"validate":{"allowExistingViolations":true,"message":"\u003c\u0026\u003e","pattern":{"a":2,"b":1}},"skipBackgroundRequests":true}: Rule is matching an empty set`,
  );
});

test.for([
  ["{kinds: [Pod]}", "{kinds: [Pod, Service]}", true],
  ["{kinds: [Pod]}", "{kinds: [Service]}", false],
  ["{kinds: [Pod]}", "{operations: [DELETE]}", true],
  ["{kinds: [Pod]}", "{namespaces: [a]}", false],
  ["{kinds: [Pod], namespaces: [a]}", "{namespaces: [a, b]}", true],
  ["{kinds: [Pod], annotations: {a: b}}", "{kinds: [Pod]}", false],
] as const)("flat: match %s is emptied by exclude %s: %s", ([match, exclude, isEmpty]) => {
  const found = refusal(
    `{name: r, match: {resources: ${match}}, exclude: {resources: ${exclude}}, validate: {deny: {}}}`,
  );
  expect(found?.endsWith("Rule is matching an empty set") ?? false).toBe(isEmpty);
});

test("several field errors stand in brackets", () => {
  const podSecurity =
    "{level: baseline, exclude: [{controlName: Capabilities}, {controlName: Sysctls, images: ['*']}]}";
  expect(refusal(rule(`validate: {podSecurity: ${podSecurity}}`))).toBe(
    `[spec.rules[0].podSecurity.exclude[0].controlName: Invalid value: "Capabilities": exclude.images must be specified for the container level control, spec.rules[0].podSecurity.exclude[1].controlName: Invalid value: "Sysctls": exclude.images must not be specified for the pod level control]`,
  );
});

test.for([
  [
    "kind: ClusterPolicy\nmetadata: {name: p, namespace: team}",
    "metadata.namespace: Forbidden: Namespace should not be set for ClusterPolicy",
  ],
  [
    "kind: ClusterPolicy\nmetadata: {name: p, annotations: {pod-policies.kyverno.io/autogen-controllers: all}}",
    "metadata.annotations: Forbidden: Autogen annotation does not support 'all' anymore, remove the annotation or set it to a valid value",
  ],
])("a policy's metadata is looked at: %s", ([head = "", message]) => {
  expect(refusal(rule(REQUIRED), { head })).toBe(message);
});

test.for([
  ["generateExistingOnPolicyUpdate: true, ", REQUIRED, "remove the deprecated field"],
  ["admission: false, background: false, ", REQUIRED, "disabling both admission and background"],
  [
    "admission: false, ",
    "mutate: {patchStrategicMerge: {}}",
    "only allowed with validation policies",
  ],
  ["", "skipBackgroundRequests: true", "No operation defined in the rule 'r'"],
  ["", `${REQUIRED}, mutate: {patchesJson6902: ''}`, "Multiple operations defined in the rule 'r'"],
])("a spec with %s and %s is refused", ([spec = "", fields = "", message]) => {
  expect(refusal(rule(fields), { spec })).toContain(message);
});

test.for([
  ["restrictedField: spec.hostPID", "values: Forbidden: values is required"],
  ["values: ['true']", "restrictedField: Forbidden: restrictedField is required"],
])("an exclusion's field and values belong together: %s", ([field = "", message = ""]) => {
  const podSecurity = `{level: baseline, exclude: [{controlName: Host Namespaces, ${field}}]}`;
  expect(refusal(rule(`validate: {podSecurity: ${podSecurity}}`))).toBe(
    `spec.rules[0].podSecurity.exclude[0].${message}`,
  );
});

test("two rules of one name are refused", () => {
  expect(refusal(`${rule(REQUIRED)}, ${rule(REQUIRED)}`)).toContain("Duplicate rule name: 'r'");
});
