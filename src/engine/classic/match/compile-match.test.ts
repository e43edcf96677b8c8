import { expect, test } from "vitest";
import type { Resource } from "../../../manifest/resource.ts";
import type { MatchBlock } from "../../../policy/cluster-policy.ts";
import { requestFor, type RequestOptions } from "../../request-for.ts";
import { compileExceptionMatch, compileMatch, compilePolicyGate } from "./compile-match.ts";
import { matchFactsOf } from "./match-facts.ts";

const POD: Resource = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "web-1",
    namespace: "prod",
    labels: { app: "web", "team/x": "a" },
    annotations: { owner: "me" },
  },
};
const NAMESPACE: Resource = { apiVersion: "v1", kind: "Namespace", metadata: { name: "prod" } };
const PROD: Resource = { ...NAMESPACE, metadata: { name: "prod", labels: { env: "prod" } } };
const ALICE: RequestOptions = { userInfo: { username: "alice", groups: ["devs", "all"] } };
const BUILDER: RequestOptions = { userInfo: { username: "system:serviceaccount:ci:builder" } };

interface Case {
  readonly match: MatchBlock;
  readonly exclude?: MatchBlock;
  readonly resource?: Resource;
  readonly options?: RequestOptions;
  readonly is: boolean;
}

function matches({ match, exclude, resource = POD, options }: Case, namespace?: string): boolean {
  const request = requestFor(resource, options);
  const rule = { match, ...(exclude !== undefined && { exclude }) };
  return compileMatch(rule, namespace).matches(request, matchFactsOf(request));
}

const pods = { kinds: ["Pod"] };
const only = (resources: object): MatchBlock => ({
  any: [{ resources: { ...pods, ...resources } }],
});

const attributes: readonly Case[] = [
  { match: only({ name: "web-*" }), is: true },
  { match: only({ names: ["db-*", "web-?"] }), is: true },
  { match: only({ names: ["web"] }), is: false },
  { match: only({ names: ["gen-"] }), resource: generated(), is: true },
  { match: only({ namespaces: ["dev", "pro*"] }), is: true },
  { match: only({ namespaces: [""] }), is: false },
  { match: only({ annotations: { "own*": "m?" } }), is: true },
  { match: only({ annotations: { owner: "you" } }), is: false },
  { match: only({ operations: ["UPDATE"] }), is: false },
  { match: only({ operations: ["UPDATE"] }), options: { operation: "UPDATE" }, is: true },
  { match: only({ selector: { matchLabels: { "app*": "w?b" } } }), is: true },
  { match: only({ selector: { matchLabels: { app: "web", "team/*": "b" } } }), is: false },
  { match: only({ selector: {} }), is: true },
  { match: only({ selector: { matchLabels: { "a b": "c" } } }), is: false },
  {
    match: only({
      selector: { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["a"] }] },
    }),
    is: true,
  },
  { match: only({ namespaceSelector: { matchLabels: { env: "prod" } } }), is: false },
  {
    match: only({ namespaceSelector: { matchLabels: { env: "p*" } } }),
    options: { namespaceObject: PROD },
    is: true,
  },
  {
    match: only({ kinds: ["Namespace"], namespaceSelector: {} }),
    resource: NAMESPACE,
    is: false,
  },
  { match: only({ kinds: ["Namespace"], namespaces: ["prod"] }), resource: NAMESPACE, is: true },
];

function generated(): Resource {
  return { apiVersion: "v1", kind: "Pod", metadata: { generateName: "gen-", namespace: "prod" } };
}

test.for(attributes)("every attribute of a filter has to hold: $match → $is", (one) => {
  expect(matches(one)).toBe(one.is);
});

const blocks: readonly Case[] = [
  { match: {}, is: false },
  { match: { any: [{}] }, is: false },
  { match: { resources: pods }, is: true },
  { match: { any: [{ resources: { kinds: ["Job"] } }, { resources: pods }] }, is: true },
  { match: { all: [{ resources: { kinds: ["Job"] } }, { resources: pods }] }, is: false },
  { match: { all: [{ resources: pods }, { resources: { names: ["web-1"] } }] }, is: true },
  { match: { any: [{ resources: pods }], all: [{ resources: { names: ["x"] } }] }, is: true },
  { match: only({}), exclude: {}, is: true },
  { match: only({}), exclude: { any: [{}] }, is: true },
  { match: only({}), exclude: { resources: { namespaces: ["prod"] } }, is: false },
  {
    match: only({}),
    exclude: { any: [{ resources: { names: ["x"] } }, { resources: { namespaces: ["p*"] } }] },
    is: false,
  },
  {
    match: only({}),
    exclude: { all: [{ resources: { names: ["x"] } }, { resources: { namespaces: ["p*"] } }] },
    is: true,
  },
];

test.for(blocks)("any, all and flat blocks include and exclude: %o", (one) => {
  expect(matches(one)).toBe(one.is);
});

const user = (name: string) => ({ subjects: [{ kind: "User", name }] });
const users: readonly Case[] = [
  { match: { any: [{ resources: pods, ...user("alice") }] }, is: true },
  { match: { any: [user("alice")] }, is: false },
  { match: { any: [user("alice")] }, options: ALICE, is: true },
  { match: { any: [{ resources: pods, ...user("bob") }] }, options: ALICE, is: false },
  { match: { any: [{ resources: pods, ...user("al*") }] }, options: ALICE, is: true },
  {
    match: { any: [{ resources: pods, subjects: [{ kind: "Group", name: "dev?" }] }] },
    options: ALICE,
    is: true,
  },
  {
    match: {
      any: [{ subjects: [{ kind: "ServiceAccount", namespace: "ci", name: "build*" }] }],
    },
    options: BUILDER,
    is: true,
  },
  {
    match: { any: [{ resources: pods, roles: ["dev:edit"], clusterRoles: ["view"] }] },
    options: { ...ALICE, roles: ["dev:edit"], clusterRoles: ["admin"] },
    is: false,
  },
  {
    match: { any: [{ resources: pods, roles: ["a:b", "dev:edit"] }] },
    options: { roles: ["dev:edit"] },
    is: true,
  },
  { match: only({}), exclude: { clusterRoles: ["cluster-admin"] }, is: true },
  {
    match: only({}),
    exclude: { clusterRoles: ["cluster-admin"] },
    options: { clusterRoles: ["cluster-admin"] },
    is: false,
  },
];

test.for(users)("match drops users that nothing is known of, exclude does not: %o", (one) => {
  expect(matches(one)).toBe(one.is);
});

test("a deleted object is looked at as it was", () => {
  expect(matches({ match: only({}), options: { operation: "DELETE" }, is: true })).toBe(true);
});

test.for([
  ["prod", true],
  ["dev", false],
  ["", true],
] as const)("the rules of a Policy in %j match an object in prod: %s", ([namespace, wanted]) => {
  expect(matches({ match: only({}), is: wanted }, namespace)).toBe(wanted);
});

test.for([
  [{ kind: "Policy", namespace: "prod" }, POD, true],
  [{ kind: "Policy", namespace: "dev" }, POD, false],
  [{ kind: "Policy", namespace: "prod" }, NAMESPACE, false],
  [{ kind: "Policy" }, POD, false],
  [{ kind: "ClusterPolicy" }, POD, true],
] as const)("the gate of %o lets %o pass: %s", ([policy, resource, wanted]) => {
  expect(compilePolicyGate(policy)(requestFor(resource))).toBe(wanted);
});

test.for([
  [{ any: [{ resources: { ...pods, operations: ["UPDATE"] } }] }, POD, true],
  [{ any: [{ resources: { operations: ["UPDATE"] } }] }, POD, true],
  [{ any: [{ resources: pods, ...user("alice") }] }, POD, false],
  [{ resources: pods }, POD, false],
  [{}, POD, false],
  [
    {
      any: [
        { resources: { kinds: ["Namespace"], namespaceSelector: { matchLabels: { a: "b" } } } },
      ],
    },
    NAMESPACE,
    true,
  ],
] as const)("an exception that matches %o covers %o: %s", ([match, resource, wanted]) => {
  const request = requestFor(resource);
  expect(compileExceptionMatch(match)(request, matchFactsOf(request))).toBe(wanted);
});

test.for([
  [["Pod"], { groups: ["*"], versions: ["*"], resources: ["pods"] }],
  [["apps/v1/Deployment"], { groups: ["apps"], versions: ["v1"], resources: ["deployments"] }],
  [["Pod/exec"], { groups: ["*"], versions: ["*"], resources: ["pods/exec"] }],
  [["Gateway"], { groups: ["*"], versions: ["*"], resources: [], kinds: ["Gateway"] }],
  [["*"], { groups: ["*"], versions: ["*"], resources: ["*"] }],
  [["*/*"], { groups: ["*"], versions: ["*"], resources: ["*/*"] }],
  [["batch/*/Cron*"], { groups: ["batch"], versions: ["*"], resources: ["*"] }],
] as const)("kinds %j have the target %o", ([kinds, target]) => {
  const { targets } = compileMatch({ match: { any: [{ resources: { kinds } }] } });
  expect(targets).toEqual([{ ...target, operations: ["*"] }]);
});

test.for([
  [["v1/Service", "Pod/exec"], new Set(["Pod", "Service"])],
  [["Serv*"], undefined],
  [[], undefined],
] as const)("of %j and Pod the kinds known for indexes are %o", ([kinds, wanted]) => {
  const match = { any: [{ resources: pods }, { resources: { kinds } }] };
  expect(compileMatch({ match }).kinds).toEqual(wanted);
});
