import type {
  ClassicRule,
  MatchBlock,
  MatchFilter,
  ResourceDescription,
} from "../../../policy/cluster-policy.ts";
import { checkConditions } from "./check-conditions.ts";

/** Why a rule's filters or conditions can't be used, with the path behind the rule's: `match.resources.: …`. */
export function checkFilters(rule: ClassicRule): string | undefined {
  const { match = {}, exclude = {}, preconditions, validate } = rule;
  const shape = checkShape(match, "match") ?? checkShape(exclude, "exclude");
  if (shape !== undefined) return shape;
  if (filtersOf(match).some(({ resources }) => isEmpty(resources)))
    return "match.resources.: match resources not specified";
  if (preconditions !== undefined) {
    const found = checkConditions("preconditions", preconditions);
    if (found !== undefined) return `validate.${found.path}: ${found.message}`;
  }
  const conditions = validate?.deny?.["conditions"];
  const found = conditions === undefined ? undefined : checkConditions("conditions", conditions);
  return found && `validate.deny.${found.path}: ${found.message}`;
}

function checkShape(block: MatchBlock, name: string): string | undefined {
  const { any = [], all = [], resources } = block;
  if ((any.length > 0 || all.length > 0) && !isEmpty(resources))
    return `${name}.: can't specify any/all together with ${name} resources`;
  return undefined;
}

function isEmpty(resources: ResourceDescription | undefined): boolean {
  return Object.values(resources ?? {}).every(
    (value) => value === undefined || value === "" || (Array.isArray(value) && value.length === 0),
  );
}

function filtersOf(block: MatchBlock): readonly MatchFilter[] {
  const filters = [...(block.any ?? []), ...(block.all ?? [])];
  return filters.length > 0 ? filters : [block];
}

/** Why a rule's kinds can't be used: none are given, or `*` is where Kyverno does not take it. */
export function checkKinds({ match = {} }: ClassicRule): string | undefined {
  const isWithout = filtersOf(match).some(({ resources }) => (resources?.kinds ?? []).length === 0);
  return isWithout
    ? "at least one element must be specified in a kind block, the kind attribute is mandatory when working with the resources element"
    : undefined;
}
