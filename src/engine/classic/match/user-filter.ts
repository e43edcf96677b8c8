import type { MatchFilter, Subject } from "../../../policy/cluster-policy.ts";
import { compileWildcard } from "../../../values/wildcard.ts";
import type { UserInfo } from "../../evaluation.ts";
import type { FilterTest } from "./filter-test.ts";

type UserTest = (user: UserInfo) => boolean;

/**
 * Compiles who a filter is about: roles, clusterRoles and subjects must all hold, of each list one entry. Undefined when
 * it does not say; a list that is there but empty says "anybody".
 */
export function compileUserFilter({
  roles,
  clusterRoles,
  subjects,
}: MatchFilter): FilterTest | undefined {
  if (!roles && !clusterRoles && !subjects) return undefined;
  const wantedRoles = new Set(roles);
  const wantedClusterRoles = new Set(clusterRoles);
  const subjectTests = (subjects ?? []).map(compileSubject);
  return (_resource, { userInfo }, facts) =>
    (wantedRoles.size === 0 || facts.roles.some((role) => wantedRoles.has(role))) &&
    (wantedClusterRoles.size === 0 ||
      facts.clusterRoles.some((role) => wantedClusterRoles.has(role))) &&
    (subjectTests.length === 0 || subjectTests.some((isUser) => isUser(userInfo)));
}

/** Names may have wildcards; a subject of any other kind is nobody. */
function compileSubject({ kind, name, namespace = "" }: Subject): UserTest {
  switch (kind) {
    case "ServiceAccount": {
      const matches = compileWildcard(`system:serviceaccount:${namespace}:${name}`);
      return ({ username = "" }) => matches(username);
    }
    case "Group": {
      const matches = compileWildcard(name);
      return ({ groups = [] }) => groups.some((group) => matches(group));
    }
    case "User": {
      const matches = compileWildcard(name);
      return ({ username = "" }) => matches(username);
    }
    default:
      return () => false;
  }
}
