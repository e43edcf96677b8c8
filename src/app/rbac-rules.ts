/** One rule of a Role or ClusterRole. */
export interface RbacRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * The RBAC rules that would let `resources` (`plural` or `plural.group`, joined by commas) be read, in words and JSON: as a
 * ClusterRole where no namespace is named, else as a Role of the namespaces.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function rbacRules(resources: string, namespaces: readonly string[]): string {
  const isInNamespace = namespaces.length > 0;
  const rules = rulesFor(
    resources.split(", "),
    // A Namespace by name is read within itself.
    (plural) => (isInNamespace && plural === "namespaces" ? ["get"] : ["list"]),
  );
  const text = rules.map((rule) => JSON.stringify(rule)).join(", ");
  const [first, ...others] = namespaces;
  if (first === undefined) return `grant a ClusterRole with rules: [${text}]`;
  return others.length === 0
    ? `grant a Role in ${first} with rules: [${text}]`
    : `grant a ClusterRole (or a Role in each of these namespaces) with rules: [${text}]`;
}

/** One rule for each API group and verbs, groups and resources in alphabetical order. */
export function rulesFor(
  names: readonly string[],
  verbsOf: (plural: string, group: string) => readonly string[],
): readonly RbacRule[] {
  const parts = names.toSorted().map((name) => {
    const [plural = "", ...group] = name.split(".");
    return { plural, group: group.join("."), verbs: verbsOf(plural, group.join(".")) };
  });
  const rules = Map.groupBy(parts, ({ group, verbs }) => JSON.stringify([group, verbs]));
  return [...rules.values()]
    .map((rows) => ({
      apiGroups: [rows[0]?.group ?? ""],
      resources: rows.map(({ plural }) => plural),
      verbs: rows[0]?.verbs ?? [],
    }))
    .toSorted((left, right) => ((left.apiGroups[0] ?? "") < (right.apiGroups[0] ?? "") ? -1 : 1));
}
