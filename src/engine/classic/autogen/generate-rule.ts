import type { Json, JsonObject } from "../../../manifest/resource.ts";
import type {
  ClassicRule,
  MatchBlock,
  MatchFilter,
  ValidateBlock,
} from "../../../policy/cluster-policy.ts";
import { fullKindName, selectsPod } from "./pod-kinds.ts";
import { shiftReferences } from "./shift-references.ts";

/** Where the body of a rule for Pods goes, and what the new rule matches. */
export interface Destination {
  /** The field under `spec` that the body is put into. */
  readonly field: "template" | "jobTemplate";
  /** What references in messages are moved by. */
  readonly shift: string;
  readonly kinds: readonly string[];
  /** Whether filters that do not select Pods get the kinds too. */
  readonly replacesAllKinds: boolean;
}

/** The rule moved to a pod template, before its expressions are rewritten; undefined for a body that can't be moved. */
export function moveRule(rule: ClassicRule, destination: Destination): ClassicRule | undefined {
  const body = moveBody(rule, destination);
  if (body === undefined) return undefined;
  const { exclude, match } = rule;
  return {
    ...rule,
    ...body,
    match: moveMatch(match ?? {}, destination, true),
    ...(exclude !== undefined && { exclude: moveMatch(exclude, destination, false) }),
  };
}

function moveMatch(
  block: MatchBlock,
  destination: Destination,
  mustHaveKinds: boolean,
): MatchBlock {
  const { any = [], all = [], resources = {} } = block;
  const kinds = destination.kinds.map((kind) => fullKindName(kind));
  if (any.length > 0) return { ...block, any: moveFilters(any, kinds, destination) };
  if (all.length > 0) return { ...block, all: moveFilters(all, kinds, destination) };
  const hasKinds = (resources.kinds ?? []).length > 0;
  return mustHaveKinds || hasKinds ? { ...block, resources: { ...resources, kinds } } : block;
}

function moveFilters(
  filters: readonly MatchFilter[],
  kinds: readonly string[],
  { replacesAllKinds }: Destination,
): readonly MatchFilter[] {
  return filters.map((filter) =>
    replacesAllKinds || selectsPod(filter.resources?.kinds ?? [])
      ? { ...filter, resources: { ...filter.resources, kinds } }
      : filter,
  );
}

function moveBody(
  { mutate, validate, verifyImages }: ClassicRule,
  destination: Destination,
): Partial<ClassicRule> | undefined {
  const moved = mutate === undefined ? undefined : moveMutate(mutate, destination);
  if (moved !== undefined) return { mutate: moved };
  const checked = validate === undefined ? undefined : moveValidate(validate, destination);
  if (checked !== undefined) return { validate: checked };
  return verifyImages === undefined ? undefined : { verifyImages };
}

function moveMutate(mutate: JsonObject, { field }: Destination): JsonObject | undefined {
  const patch = mutate["patchStrategicMerge"] ?? null;
  if (patch !== null) return { patchStrategicMerge: wrap(patch, field) };
  const loops = mutate["foreach"];
  if (!isList(loops) || loops.length === 0) return undefined;
  return { foreach: loops.map((loop) => (isObject(loop) ? moveLoop(loop, field) : loop)) };
}

/** `order` and nested loops are not carried over. */
function moveLoop(loop: JsonObject, field: Destination["field"]): JsonObject {
  const { list, context, preconditions, patchStrategicMerge = null } = loop;
  return {
    ...(list !== undefined && { list }),
    ...(context !== undefined && { context }),
    ...(preconditions !== undefined && { preconditions }),
    patchStrategicMerge: wrap(patchStrategicMerge, field),
  };
}

/** Patterns are put under the template, all other checks stay; the first of Kyverno's order counts. */
function moveValidate(
  validate: ValidateBlock,
  { field, shift }: Destination,
): ValidateBlock | undefined {
  const { pattern, anyPattern, deny, podSecurity, foreach = [], cel } = validate;
  const around = (body: string): ValidateBlock => ({
    ...(validate.message !== undefined && {
      message: shiftReferences(validate.message, shift, body),
    }),
    ...actionOf(validate),
  });
  if (isGiven(pattern)) return { ...around("pattern"), pattern: wrap(pattern, field) };
  if (isGiven(deny)) return { ...around("deny"), deny };
  if (isGiven(podSecurity)) return { ...around("podSecurity"), podSecurity };
  if (isGiven(anyPattern)) {
    const patterns: readonly Json[] = isList(anyPattern) ? anyPattern : [];
    const moved = patterns.map((one) => wrap(one, field));
    return { ...around("anyPattern"), anyPattern: moved };
  }
  if (foreach.length > 0) return { ...around("pattern"), foreach };
  return isGiven(cel) ? validate : undefined;
}

function actionOf(validate: ValidateBlock): ValidateBlock {
  const { failureAction, failureActionOverrides, allowExistingViolations } = validate;
  return {
    ...(failureAction !== undefined && { failureAction }),
    ...(failureActionOverrides !== undefined && { failureActionOverrides }),
    ...(allowExistingViolations !== undefined && { allowExistingViolations }),
  };
}

function wrap(body: Json, field: Destination["field"]): JsonObject {
  return { spec: { [field]: body } };
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !isList(json);
}
