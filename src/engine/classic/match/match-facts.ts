import type { Request, UserInfo } from "../../evaluation.ts";
import { labelsOf, type Labels } from "../../match/labels.ts";

/** What matching asks of a request besides its objects, read once per request. */
export interface MatchFacts {
  readonly roles: readonly string[];
  readonly clusterRoles: readonly string[];
  /** Empty when the namespace is not known. */
  readonly namespaceLabels: Labels;
  /** Nothing is known of the user: `match` then does not ask for one (Kyverno's CLI without userinfo, background scans). */
  readonly isAnonymous: boolean;
}

const FACTS = new WeakMap<Request, MatchFacts>();

/** The facts of a request, made at the first question. */
export function matchFactsOf(request: Request): MatchFacts {
  const known = FACTS.get(request);
  if (known !== undefined) return known;
  const { roles = [], clusterRoles = [], namespaceObject } = request;
  const facts = {
    roles,
    clusterRoles,
    namespaceLabels: labelsOf(namespaceObject),
    isAnonymous: isEmptyUser(request.userInfo) && roles.length + clusterRoles.length === 0,
  };
  FACTS.set(request, facts);
  return facts;
}

function isEmptyUser({ username, uid, groups = [], extra = {} }: UserInfo): boolean {
  return !username && !uid && groups.length + Object.keys(extra).length === 0;
}
