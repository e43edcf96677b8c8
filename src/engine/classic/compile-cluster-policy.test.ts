import { describe, expect, test, vi } from "vitest";
import { compileExpression } from "../../cel/compile-expression.ts";
import { compileQuery } from "../../jmespath/compile-query.ts";
import { parseDocuments } from "../../manifest/parse-documents.ts";
import type { Resource } from "../../manifest/resource.ts";
import { compilePattern } from "../../pattern/compile-pattern.ts";
import { readExceptions } from "../../policy/read-exceptions.ts";
import { readPolicies } from "../../policy/read-policies.ts";
import { compilePolicy } from "../compile-policy.ts";
import type { ContextSource } from "../context-source.ts";
import type { CompiledPolicy, PolicyResponse } from "../evaluation.ts";
import { offlineHost } from "../offline-host.ts";
import { requestFor, type RequestOptions } from "../request-for.ts";

vi.mock("../../jmespath/compile-query.ts", { spy: true });
vi.mock("../../pattern/compile-pattern.ts", { spy: true });
vi.mock("../../cel/compile-expression.ts", { spy: true });

const HOST = offlineHost([]);

/** Rules as YAML, each indented by two. */
function compile(rules: string, spec = "", kind = "ClusterPolicy", more = ""): CompiledPolicy {
  const text = `apiVersion: kyverno.io/v1
kind: ${kind}
metadata: {name: p${kind === "Policy" ? ", namespace: own" : ""}}
spec:
  background: false
${spec}
  rules:
${rules}
`;
  const { policies, problems } = readPolicies(parseDocuments(text, "p.yaml").documents);
  expect(problems.filter(({ level }) => level !== "warning")).toEqual([]);
  const [policy] = policies;
  if (policy === undefined) throw new Error("no policy was read");
  const exceptions = readExceptions(parseDocuments(more, "e.yaml").documents);
  expect(exceptions.problems).toEqual([]);
  const compilation = compilePolicy(policy, exceptions.exceptions);
  if (!compilation.ok) throw new Error(compilation.invalid.text);
  return compilation.policy;
}

const MATCH = "match: {any: [{resources: {kinds: [Widget]}}]}";

function widget(spec: Readonly<Record<string, unknown>>, name = "w"): Resource {
  return { apiVersion: "example.com/v1", kind: "Widget", metadata: { name, namespace: "n" }, spec };
}

function ask(
  policy: CompiledPolicy,
  resource: Resource,
  options: RequestOptions = {},
): PolicyResponse | undefined {
  return policy.evaluate(requestFor(resource, options), HOST);
}

/** Outcome and message of the only rule. */
function verdict(
  policy: CompiledPolicy,
  resource: Resource,
  options: RequestOptions = {},
): string | undefined {
  const rules = ask(policy, resource, options)?.rules ?? [];
  expect(rules.length).toBeLessThanOrEqual(1);
  const [rule] = rules;
  return rule === undefined ? undefined : `${rule.outcome}: ${rule.message}`;
}

describe("deny", () => {
  const policy = compile(`
  - name: r
    ${MATCH}
    preconditions:
      all: [{key: '{{ request.object.spec.on }}', operator: Equals, value: true, message: idle}]
    validate:
      message: '{{ request.object.metadata.name }} is bad'
      deny:
        conditions:
          any:
          - {key: '{{ request.object.spec.a }}', operator: Equals, value: x, message: 'a is {{ request.object.spec.a }}'}
          - {key: '{{ request.object.spec.b }}', operator: Equals, value: x, message: b}`);

  test.for([
    [{ on: true, a: "x", b: "" }, "fail: w is bad; a is x"],
    [{ on: true, a: "y", b: "x" }, "fail: w is bad; b"],
    [{ on: true, a: "y", b: "y" }, "pass: validation rule 'r' passed."],
    [{ on: false }, "skip: preconditions not met; idle"],
    [
      {},
      'error: failed to evaluate preconditions: failed to substitute variables in condition key: failed to resolve request.object.spec.on at path : JMESPath query failed: Unknown key "on" in path',
    ],
    [
      { on: true },
      'error: failed to check deny conditions: failed to substitute variables in condition key: failed to resolve request.object.spec.a at path : JMESPath query failed: Unknown key "a" in path',
    ],
  ] as const)("on %j: %s", ([spec, wanted]) => {
    expect(verdict(policy, widget(spec))).toBe(wanted);
  });

  test("a deleted object is looked at as it was", () => {
    expect(verdict(policy, widget({ on: true, a: "x" }), { operation: "DELETE" })).toBe(
      "fail: w is bad; a is x",
    );
  });

  test("a message that does not resolve leaves only what the conditions say, one that is no string is said so", () => {
    const bad = compile(`
  - name: r
    ${MATCH}
    validate: {message: '{{ request.object.spec.nope }}', deny: {}}`);
    expect(verdict(bad, widget({}))).toBe("fail: ");
    const number = compile(`
  - name: r
    ${MATCH}
    validate: {message: '{{ request.object.spec.n }}', deny: {}}`);
    expect(verdict(number, widget({ n: 5 }))).toBe(
      "fail: the produced message didn't resolve to a string, check your policy definition.",
    );
  });
});

describe("patterns", () => {
  const policy = compile(`
  - name: r
    ${MATCH}
    validate:
      message: 'must be {{ request.object.spec.wanted }}'
      pattern: {spec: {is: '{{ request.object.spec.wanted }}'}}`);

  test("variables are filled in before the object is compared", () => {
    expect(verdict(policy, widget({ wanted: "a", is: "a" }))).toBe(
      "pass: validation rule 'r' passed.",
    );
    expect(verdict(policy, widget({ wanted: "a", is: "b" }))).toBe(
      "fail: validation error: must be a. rule r failed at path /spec/is/",
    );
    expect(verdict(policy, widget({ is: "b" }))).toBe(
      'error: variable substitution failed: failed to resolve request.object.spec.wanted at path /spec/is: JMESPath query failed: Unknown key "wanted" in path',
    );
  });

  test("a deleted object gets no response", () => {
    expect(verdict(policy, widget({ wanted: "a", is: "b" }), { operation: "DELETE" })).toBe(
      undefined,
    );
  });

  test("one of several patterns is enough, else all are said", () => {
    const any = compile(`
  - name: r
    ${MATCH}
    validate:
      anyPattern: [{spec: {a: x}}, {spec: {(c): x, b: x}}, {spec: {b: x}}]`);
    expect(verdict(any, widget({ b: "x" }))).toBe(
      "pass: validation rule 'r' anyPattern[2] passed.",
    );
    expect(verdict(any, widget({ a: "y" }))).toBe(
      "fail: validation error: rule r[0] failed at path /spec/a/ rule r[2] failed at path /spec/b/",
    );
  });
});

describe("foreach", () => {
  const policy = compile(`
  - name: r
    ${MATCH}
    validate:
      message: bad
      foreach:
      - list: request.object.spec.items
        preconditions: {all: [{key: '{{ element.skip }}', operator: Equals, value: false}]}
        foreach:
        - list: element.inner
          deny:
            conditions:
              all:
              - {key: '{{ element }}', operator: Equals, value: x, message: 'at {{ elementIndex0 }}/{{ elementIndex1 }}'}`);

  test.for([
    [
      [{ skip: false, inner: ["y", "x"] }],
      "fail: validation failure: validation failure: bad; at 0/1",
    ],
    [[{ skip: false, inner: ["y"] }, null], "pass: rule passed"],
    [[{ skip: true, inner: ["x"] }], undefined],
    [[{ inner: ["x"] }], undefined],
    [[], undefined],
  ] as const)("on %j: %s", ([items, wanted]) => {
    expect(verdict(policy, widget({ items }))).toBe(wanted);
  });

  test("a list that is not there says nothing, one that can't be evaluated is an error", () => {
    expect(verdict(policy, widget({}))).toBe(undefined);
    const bad = compile(`
  - name: r
    ${MATCH}
    validate: {foreach: [{list: 'length(\`1\`)', deny: {}}]}`);
    expect(verdict(bad, widget({}))).toMatch(
      /^error: failed to evaluate list: JMESPath query failed: Invalid type for: 1/,
    );
  });

  test("patterns are for elements that are maps, for the object otherwise", () => {
    const scoped = compile(`
  - name: r
    ${MATCH}
    validate:
      foreach:
      - {list: request.object.spec.items, pattern: {spec: {ok: true}}}`);
    expect(verdict(scoped, widget({ items: ["a"], ok: true }))).toBe("pass: rule passed");
    expect(verdict(scoped, widget({ items: [{ spec: { ok: false } }] }))).toBe(
      "fail: validation failure: validation error: rule r failed at path /spec/ok/",
    );
    const forced = compile(`
  - name: r
    ${MATCH}
    validate:
      foreach:
      - {list: request.object.spec.items, elementScope: true, deny: {}}`);
    expect(verdict(forced, widget({ items: ["a"] }))).toBe(
      "error: failed to process foreach: cannot use elementScope=true foreach rules for elements that are not maps, expected type=map got type=string",
    );
  });
});

describe("context", () => {
  const rules = `
  - name: r
    ${MATCH}
    context:
    - {name: unused, variable: {jmesPath: request.object.spec.nope}}
    - {name: team, variable: {jmesPath: request.object.spec.team, default: nobody}}
    - {name: cfg, configMap: {name: '{{ team }}', namespace: conf}}
    - name: pods
      apiCall: {urlPath: '/api/v1/namespaces/{{ request.namespace }}/pods', jmesPath: length(items)}
    validate:
      message: '{{ team }} {{ cfg.data.mail || ''none'' }} {{ pods }}'
      deny: {}`;

  test("entries come from the source, each after those that it names", () => {
    const asked: unknown[] = [];
    const contextSource: ContextSource = {
      getConfigMap: (...name) => {
        asked.push(name);
        return { kind: "value", value: { data: { mail: "m" } } };
      },
      callApi: ({ urlPath, method }) => {
        asked.push([method, urlPath]);
        return { kind: "value", value: { items: [1, 2] } };
      },
    };
    expect(verdict(compile(rules), widget({ team: "t" }), { contextSource })).toBe("fail: t m 2");
    expect(asked).toEqual([
      ["t", "conf"],
      ["GET", "/api/v1/namespaces/n/pods"],
    ]);
  });

  test("what is to be fetched first is named, and there is no answer yet", () => {
    const lookup = { some: "lookup" };
    const contextSource: ContextSource = { getConfigMap: () => ({ kind: "pending", lookup }) };
    expect(ask(compile(rules), widget({}), { contextSource })?.needs).toEqual([lookup]);
  });

  test("values of a rule stand in for entries that are off, and hold for that rule only", () => {
    const values = {
      variables: { team: "overridden by the entry" },
      rules: new Map([
        ["r", { values: { "cfg.data.mail": "v", pods: 7 }, foreachValues: {} }],
        ["other", { values: { "cfg.data.mail": "w" }, foreachValues: {} }],
      ]),
    };
    expect(verdict(compile(rules), widget({ team: "t" }), { values })).toBe("fail: t v 7");
  });
});

test("values for a foreach are there for every element, the first of each list", () => {
  const policy = compile(`
  - name: r
    ${MATCH}
    validate:
      foreach:
      - list: request.object.spec.items
        context: [{name: data, imageRegistry: {reference: '{{ element }}'}}]
        deny: {conditions: {all: [{key: '{{ data.user }}', operator: Equals, value: root, message: '{{ element }}'}]}}`);
  const values = {
    variables: {},
    rules: new Map([["r", { values: {}, foreachValues: { "data.user": ["root", "other"] } }]]),
  };
  expect(verdict(policy, widget({ items: ["a", "b"] }), { values })).toBe(
    "fail: validation failure: a",
  );
});

describe("a policy as a whole", () => {
  const twoRules = `
  - name: a
    ${MATCH}
    validate: {pattern: {spec: {(on): true, a: x}}}
  - name: b
    ${MATCH}
    validate: {pattern: {spec: {b: x}}}`;

  test("One stops after the first rule that passes or fails, not after one that is skipped", () => {
    const one = compile(twoRules, "  applyRules: One");
    const names = (spec: Readonly<Record<string, unknown>>): unknown =>
      ask(one, widget(spec))?.rules.map(({ rule }) => rule);
    expect(names({ on: true, a: "x" })).toEqual(["a"]);
    expect(names({ on: false })).toEqual(["a", "b"]);
  });

  test("one that does not match says nothing, which is an answer", () => {
    const other: Resource = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } };
    expect(ask(compile(twoRules), other)?.rules).toEqual([]);
  });

  test("a Policy is for its own namespace", () => {
    const policy = compile(twoRules, "", "Policy");
    expect(ask(policy, widget({}))?.rules).toEqual([]);
    const own = { ...widget({}), metadata: { name: "w", namespace: "own" } };
    expect(ask(policy, own)?.rules).toHaveLength(2);
  });

  test("mutate rules take no part, and make no policy by themselves", () => {
    const mutate = `
  - name: m
    ${MATCH}
    mutate: {patchStrategicMerge: {spec: {x: y}}}`;
    expect(ask(compile(`${mutate}${twoRules}`), widget({}))?.rules).toHaveLength(2);
    expect(() => compile(mutate)).toThrow("not supported yet: mutate rules");
  });

  test("rules for Pods are generated for their controllers", () => {
    const policy = compile(`
  - name: r
    match: {any: [{resources: {kinds: [Pod]}}]}
    validate: {message: m, pattern: {spec: {hostNetwork: false}}}`);
    const deployment: Resource = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "d", namespace: "n" },
      spec: { template: { spec: { hostNetwork: true } } },
    };
    expect(ask(policy, deployment)?.rules).toEqual([
      {
        rule: "autogen-r",
        outcome: "fail",
        message:
          "validation error: m. rule autogen-r failed at path /spec/template/spec/hostNetwork/",
      },
    ]);
  });

  test("webhook matchConditions come first", () => {
    const policy = compile(
      twoRules,
      `  webhookConfiguration: {matchConditions: [{name: c, expression: "object.metadata.name != 'w'"}]}`,
    );
    expect(ask(policy, widget({}))?.rules).toEqual([]);
    expect(ask(policy, widget({}, "v"))?.rules).toHaveLength(2);
  });
});

function enforced(more: string): string {
  return `
  - name: r
    ${MATCH}
    validate: {failureAction: Enforce${more}, message: m, pattern: {spec: {a: x}}}`;
}

describe("updates", () => {
  const update: RequestOptions = { operation: "UPDATE" };

  test("an enforced rule spares what the old object did already", () => {
    expect(verdict(compile(enforced("")), widget({ a: "y" }), update)).toBe(
      "skip: skipping the rule evaluation as pre-existing violations are allowed",
    );
    const fixed = { ...update, oldObject: widget({ a: "x" }) };
    expect(verdict(compile(enforced("")), widget({ a: "y" }), fixed)).toMatch(/^fail:/);
  });

  test("unless it says otherwise, or does not match what is created", () => {
    const strict = compile(enforced(", allowExistingViolations: false"));
    expect(verdict(strict, widget({ a: "y" }), update)).toMatch(/^fail:/);
    const updatesOnly = compile(
      enforced("").replace("kinds: [Widget]", "kinds: [Widget], operations: [UPDATE]"),
    );
    expect(verdict(updatesOnly, widget({ a: "y" }), update)).toMatch(/^fail:/);
    const cel = compile(`
  - name: r
    ${MATCH}
    validate: {failureAction: Enforce, cel: {expressions: [{expression: object.spec.a == 'x'}]}}`);
    expect(verdict(cel, widget({ a: "y" }), update)).toMatch(/^fail:/);
  });
});

function exception(spec: string): string {
  return `apiVersion: kyverno.io/v2
kind: PolicyException
metadata: {name: e, namespace: team}
spec:
  exceptions: [{policyName: p, ruleNames: ["r*"]}]
  match: {any: [{resources: {kinds: [Widget], names: ["w*"]}}]}
${spec}`;
}

describe("exceptions", () => {
  const rule = `
  - name: r
    ${MATCH}
    validate: {pattern: {spec: {a: x}}}`;

  test("skip the rule where they match and their conditions hold", () => {
    const policy = compile(rule, "", "ClusterPolicy", exception(""));
    expect(ask(policy, widget({}))?.rules).toEqual([
      {
        rule: "r",
        outcome: "skip",
        message: "rule is skipped due to policy exceptionsteam/e",
        properties: { exceptions: "team/e" },
      },
    ]);
    expect(verdict(policy, widget({}, "other"))).toMatch(/^fail:/);
    const conditional = exception(
      "  conditions: {all: [{key: '{{ request.object.spec.exempt }}', operator: Equals, value: true}]}",
    );
    const withConditions = compile(rule, "", "ClusterPolicy", conditional);
    expect(verdict(withConditions, widget({ exempt: true }))).toMatch(/^skip:/);
    expect(verdict(withConditions, widget({}))).toMatch(/^fail:/);
  });
});

describe("cel", () => {
  const policy = compile(`
  - name: r
    ${MATCH}
    celPreconditions: [{name: c, expression: "object.metadata.name != 'exempt'"}]
    validate:
      cel:
        variables: [{name: count, expression: object.spec.n}]
        expressions:
        - {expression: variables.count < 5, messageExpression: "'n is ' + string(variables.count)"}
        - {expression: object.spec.m == true, message: m}
        - {expression: object.spec.n != 3}`);

  test.for([
    [{ n: 1, m: true }, "pass: Validation rule 'r' passed."],
    [{ n: 7 }, "fail: n is 7"],
    [
      {},
      "fail: expression 'variables.count < 5' resulted in error: composited variable \"count\" fails to evaluate: no such key: n",
    ],
  ] as const)("on %j: %s", ([spec, wanted]) => {
    expect(verdict(policy, widget(spec))).toBe(wanted);
  });

  test("preconditions that do not hold skip the rule", () => {
    expect(verdict(policy, widget({}, "exempt"))).toBe("skip: cel preconditions not met");
  });

  test("without a message the expression is the message", () => {
    const plain = compile(`
  - name: r
    ${MATCH}
    validate: {cel: {expressions: [{expression: ' object.spec.n != 3 '}]}}`);
    expect(verdict(plain, widget({ n: 3 }))).toBe("fail: failed expression: object.spec.n != 3");
  });
});

test("report properties are filled in, and may replace the message", () => {
  const policy = compile(`
  - name: r
    ${MATCH}
    reportProperties: {owner: '{{ request.object.spec.owner }}', failMessage: 'ask {{ request.object.spec.owner }}'}
    validate: {pattern: {spec: {a: x}}}`);
  expect(ask(policy, widget({ owner: "o" }))?.rules).toEqual([
    {
      rule: "r",
      outcome: "fail",
      message: "ask o",
      properties: { owner: "o", failMessage: "ask o" },
    },
  ]);
  expect(ask(policy, widget({}))?.rules[0]?.message).toBe("ask {{ request.object.spec.owner }}");
});

test("nothing is compiled while objects are evaluated", () => {
  const policy = compile(`
  - name: patterns
    ${MATCH}
    validate: {message: 'm {{ request.object.metadata.name }}', pattern: {spec: {a: '>1 & <5', =(b): {(c): x}}}}
  - name: conditions
    ${MATCH}
    context: [{name: v, variable: {jmesPath: request.object.spec.a, default: 1}}]
    preconditions: {any: [{key: '{{ v }}', operator: GreaterThan, value: 0}]}
    validate:
      message: '{{ v }}'
      deny: {conditions: {any: [{key: '{{ v }}', operator: AnyIn, value: [2, 3], message: 'is {{ to_string(v) }}'}]}}
  - name: loops
    ${MATCH}
    validate:
      foreach: [{list: 'request.object.spec.l', deny: {conditions: {all: [{key: '{{ element }}', operator: Equals, value: 'x*'}]}}}]
  - name: expressions
    ${MATCH}
    validate: {cel: {expressions: [{expression: object.spec.a < 3, messageExpression: string(object.spec.a)}]}}`);
  const compilers = [compileQuery, compilePattern, compileExpression].map((compiler) =>
    vi.mocked(compiler),
  );
  for (const compiler of compilers) {
    // The policy above was compiled through what is counted here.
    expect(compiler).toHaveBeenCalled();
    compiler.mockClear();
  }
  for (const a of [1, 2, 3, 9]) {
    const rules = ask(policy, widget({ a, b: { c: "x" }, l: ["x1", "y"] }))?.rules ?? [];
    expect(rules.length).toBeGreaterThan(2);
  }
  for (const compiler of compilers) expect(compiler).not.toHaveBeenCalled();
});
