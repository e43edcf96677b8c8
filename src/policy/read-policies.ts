import { joinApiVersion, splitApiVersion } from "../manifest/api-kinds.ts";
import { subdocument, type Document } from "../manifest/document.ts";
import { nearestFirst, nearestName } from "../manifest/nearest-name.ts";
import { isMapping, valueAt } from "../manifest/path.ts";
import type { Place, Problem } from "../manifest/problem.ts";
import { itemsOf } from "../manifest/resources-of.ts";
import { POLICY_KINDS, type PolicyKind } from "./kinds/policy-kinds.ts";
import { readClusterPolicy } from "./kinds/read-cluster-policy.ts";
import type { ReadPolicy } from "./kinds/read-object.ts";
import { readValidatingPolicy } from "./kinds/read-validating-policy.ts";
import { isClassicPolicy, type Policy } from "./policy.ts";

/** A policy of a kind that Kyverno knows and we don't evaluate. */
export interface UnsupportedPolicy {
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly place: Place;
}

/** Why a policy's document could not be used; `policy` names it where it has a name. */
export interface PolicyProblem extends Problem {
  readonly policy?: string;
}

export interface Policies {
  readonly policies: readonly Policy[];
  readonly unsupported: readonly UnsupportedPolicy[];
  /** Documents that are no policies: exceptions, resources, anything else. */
  readonly rest: readonly Document[];
  /** Why policy documents could not be used, each with its place: Kyverno's CLI drops such documents silently. A warning where kinds are deprecated. */
  readonly problems: readonly PolicyProblem[];
}

/** How to read each kind that we evaluate; a new kind adds its line. */
const READERS: Readonly<Record<string, (document: Document) => ReadPolicy<Policy>>> = {
  ValidatingPolicy: readValidatingPolicy,
  NamespacedValidatingPolicy: readValidatingPolicy,
  ClusterPolicy: readClusterPolicy,
  Policy: readClusterPolicy,
};

/**
 * Sorts documents into policies and others; lists are unwrapped. A policy's fields are checked strictly against
 * Kyverno's schema, and its defaults are left to whoever compiles it: what is absent stays absent.
 */
export function readPolicies(documents: readonly Document[]): Policies {
  const policies: Policy[] = [];
  const unsupported: UnsupportedPolicy[] = [];
  const rest: Document[] = [];
  const problems: PolicyProblem[] = [];
  for (const document of documents.flatMap(unwrapList)) {
    const kind = policyKindOf(document.value);
    if (kind === undefined) {
      const suspicion = misspeltKind(document);
      if (suspicion === undefined) rest.push(document);
      else problems.push(suspicion);
      continue;
    }
    const wrongVersion = checkVersion(kind, document);
    const reader = READERS[kind.kind];
    if (wrongVersion !== undefined) problems.push(wrongVersion);
    else if (reader === undefined) unsupported.push(unsupportedRow(kind, document));
    else {
      const read = reader(document);
      if (read.ok) policies.push(read.policy);
      else problems.push(...read.problems.map((problem) => named(problem, kind, document)));
    }
  }
  return { policies, unsupported, rest, problems: [...problems, ...deprecation(policies)] };
}

/** One warning for all classic policies, at the first. https://kyverno.io/docs/policy-types/overview/ */
function deprecation(policies: readonly Policy[]): readonly Problem[] {
  const classic = policies.filter(isClassicPolicy);
  const [first] = classic;
  if (first === undefined) return [];
  const kinds = [...new Set(classic.map(({ kind }) => kind))].toSorted().join(", ");
  return [
    {
      message: `${kinds}: deprecated since Kyverno 1.17, to be removed in 1.20`,
      hint: "write a ValidatingPolicy of policies.kyverno.io instead",
      at: first.place,
      level: "warning",
    },
  ];
}

function unwrapList(document: Document): readonly Document[] {
  const items = itemsOf(document.value);
  if (items === undefined) return [document];
  return items.flatMap((_, index) => {
    const item = subdocument(document, ["items", index]);
    return item === undefined ? [] : unwrapList(item);
  });
}

function policyKindOf(value: unknown): PolicyKind | undefined {
  if (!isMapping(value) || typeof value["apiVersion"] !== "string") return undefined;
  const { group } = splitApiVersion(value["apiVersion"]);
  return POLICY_KINDS.find((known) => known.group === group && known.kind === value["kind"]);
}

function checkVersion(kind: PolicyKind, document: Document): PolicyProblem | undefined {
  const apiVersion = valueAt(document.value, ["apiVersion"]);
  const known = kind.versions.map((version) => joinApiVersion(kind.group, version));
  if (typeof apiVersion !== "string" || known.includes(apiVersion)) return undefined;
  return {
    policy: nameOf(document),
    message: `${kind.kind} ${nameOf(document)}: there is no apiVersion ${apiVersion} of this kind`,
    at: document.locate(["apiVersion"]),
    hint: `one of ${nearestFirst(apiVersion, known).join(", ")}`,
  };
}

/** Groups in which an unknown kind is a slip of the pen. */
const KYVERNO_GROUPS = new Set(["kyverno.io", "policies.kyverno.io"]);
const NO_POLICIES = new Set([
  "PolicyException",
  "GlobalContextEntry",
  "UpdateRequest",
  "Test",
  "Values",
  "UserInfo",
]);

function misspeltKind(document: Document): Problem | undefined {
  const apiVersion = valueAt(document.value, ["apiVersion"]);
  const kind = valueAt(document.value, ["kind"]);
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const { group } = splitApiVersion(apiVersion);
  if (!KYVERNO_GROUPS.has(group) || NO_POLICIES.has(kind)) return undefined;
  const own = POLICY_KINDS.filter((known) => known.group === group).map((known) => known.kind);
  const elsewhere = POLICY_KINDS.find((known) => known.kind === kind);
  const hint =
    elsewhere === undefined
      ? `did you mean ${nearestName(kind, own) ?? nearestFirst(kind, own)[0]}?`
      : `its apiVersion is ${joinApiVersion(elsewhere.group, elsewhere.versions[0] ?? "")}`;
  return { message: `${group} has no kind ${kind}`, at: document.locate(["kind"]), hint };
}

function unsupportedRow({ kind }: PolicyKind, document: Document): UnsupportedPolicy {
  return {
    kind,
    name: nameOf(document),
    reason: `not supported yet: ${kind}`,
    place: { file: document.file, line: document.line },
  };
}

function named(problem: Problem, { kind }: PolicyKind, document: Document): PolicyProblem {
  const policy = nameOf(document);
  return { ...problem, policy, message: `${kind} ${policy}: ${problem.message}` };
}

function nameOf(document: Document): string {
  const name = valueAt(document.value, ["metadata", "name"]);
  return typeof name === "string" ? name : "without a name";
}
