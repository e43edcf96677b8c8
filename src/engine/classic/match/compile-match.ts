import type { Resource } from "../../../manifest/resource.ts";
import type { ClassicRule, ClusterPolicy, MatchBlock } from "../../../policy/cluster-policy.ts";
import type { Request, ResourceTarget } from "../../evaluation.ts";
import type { MatchFacts } from "./match-facts.ts";
import { filtersOf, matchTargets, namedKinds } from "./match-targets.ts";
import type { FilterTest } from "./filter-test.ts";
import { compileFilter, type FilterUse } from "./resource-filter.ts";

/** Which requests a rule is about. */
export interface CompiledMatch {
  /** A deleted object is looked at as it was; `matchFactsOf` gives the facts. */
  readonly matches: (request: Request, facts: MatchFacts) => boolean;
  readonly targets: readonly ResourceTarget[];
  /** The only kinds that can match, for indexes by kind; undefined when any can. */
  readonly kinds: ReadonlySet<string> | undefined;
}

/** Compiles a rule's match and exclude (Kyverno's MatchesResourceDescription); a Policy's rules match in its namespace only. */
export function compileMatch(
  { match = {}, exclude }: Pick<ClassicRule, "match" | "exclude">,
  policyNamespace = "",
): CompiledMatch {
  const included = compileBlock(match, "match");
  const excluded = exclude === undefined ? undefined : compileBlock(exclude, "exclude");
  const kinds = namedKinds(match);
  return {
    matches(request, facts) {
      if (kinds !== undefined && !kinds.has(request.apiResource.kind)) return false;
      const resource = request.object ?? request.oldObject;
      if (resource === null || !isIn(policyNamespace, resource)) return false;
      if (!included(resource, request, facts)) return false;
      return excluded === undefined || !excluded(resource, request, facts);
    },
    targets: matchTargets(match),
    kinds,
  };
}

/**
 * Compiles the match of a PolicyException. Unlike in rules, operations are not looked at, users count even when nothing is
 * known of one, and namespaceSelector does not keep namespaces out.
 */
export function compileExceptionMatch(
  match: MatchBlock,
): (request: Request, facts: MatchFacts) => boolean {
  const included = compileBlock(match, "exception");
  return (request, facts) => {
    const resource = request.object ?? request.oldObject;
    return resource !== null && included(resource, request, facts);
  };
}

/** Compiles what every rule of a Policy asks first: all objects of the request are in its namespace, `default` when it has none. */
export function compilePolicyGate({
  kind,
  namespace,
}: Pick<ClusterPolicy, "kind" | "namespace">): (request: Request) => boolean {
  if (kind !== "Policy") return () => true;
  const own = namespace || "default";
  return ({ object, oldObject }) =>
    (object === null || isIn(own, object)) && (oldObject === null || isIn(own, oldObject));
}

function isIn(namespace: string, { metadata }: Resource): boolean {
  return namespace === "" || metadata.namespace === namespace;
}

/** `any`: one filter; `all`: every filter; the flat form is one filter. An exception has no flat form. */
function compileBlock(block: MatchBlock, use: FilterUse): FilterTest {
  const { any = [], all = [] } = block;
  const isFlat = any.length === 0 && all.length === 0;
  if (isFlat && use === "exception") return () => false;
  const tests = filtersOf(block).map((filter) => compileFilter(filter, use));
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return any.length > 0
    ? (resource, request, facts) => tests.some((holds) => holds(resource, request, facts))
    : (resource, request, facts) => tests.every((holds) => holds(resource, request, facts));
}
