import type { MatchBlock, MatchFilter, ResourceDescription, Subject } from "../cluster-policy.ts";
import { either, list, mapOf, mapping, object, text, type Shape } from "./shape.ts";

const resources = either<ResourceDescription>(
  "name",
  "names",
  object<ResourceDescription>({
    kinds: list(text()),
    name: text(),
    names: list(text()),
    namespaces: list(text()),
    annotations: mapOf(text()),
    selector: mapping,
    namespaceSelector: mapping,
    operations: list(text()),
  }),
);

const users = {
  subjects: list(
    object<Subject>({ kind: text(), name: text(), namespace: text(), apiGroup: text() }, [
      "kind",
      "name",
    ]),
  ),
  roles: list(text()),
  clusterRoles: list(text()),
};

const filters: Shape<readonly MatchFilter[]> = list(object<MatchFilter>({ resources, ...users }));

/** `match` or `exclude` of `kyverno.io/v1`, with the deprecated flat form. */
export const matchBlock: Shape<MatchBlock> = either(
  "any",
  "all",
  object<MatchBlock>({ any: filters, all: filters, resources, ...users }),
);

/** `match` or `exclude` since `v2beta1`: filters only. */
export const filtersBlock: Shape<Pick<MatchBlock, "any" | "all">> = either(
  "any",
  "all",
  object<Pick<MatchBlock, "any" | "all">>({ any: filters, all: filters }),
);
