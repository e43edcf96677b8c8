import type {
  ClassicRule,
  MatchBlock,
  ResourceDescription,
} from "../../../policy/cluster-policy.ts";
import type { Json } from "../../../manifest/resource.ts";
import { namesPodKind, selectsPod } from "./pod-kinds.ts";

/**
 * Whether rules for pod controllers are generated from a policy's rules at all (Kyverno's CanAutoGen): no rule generates
 * or patches with JSON 6902, and no filter asks for names, labels, annotations or Pods among other kinds.
 */
export function canGenerate(rules: readonly ClassicRule[]): boolean {
  const blocks = rules.flatMap(({ match, exclude }) => [match, exclude]);
  const descriptions = blocks.flatMap((block) => descriptionsOf(block));
  return (
    !rules.some((rule) => hasBlockingBody(rule)) &&
    descriptions.every((description) => fitsControllers(description)) &&
    descriptions.some(({ kinds = [] }) => namesPodKind(kinds))
  );
}

function hasBlockingBody({ generate, mutate }: ClassicRule): boolean {
  if (generate !== undefined) return true;
  if (mutate === undefined) return false;
  const foreach = mutate["foreach"];
  const loops = isList(foreach) ? foreach : [];
  return [mutate, ...loops].some((body) => isPatchedByJson(body));
}

function isPatchedByJson(body: Json): boolean {
  const isMapping = typeof body === "object" && body !== null && !isList(body);
  return isMapping && Boolean(body["patchesJson6902"]);
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

function descriptionsOf({
  resources = {},
  any = [],
  all = [],
}: MatchBlock = {}): readonly ResourceDescription[] {
  return [resources, ...[...any, ...all].map((filter) => filter.resources ?? {})];
}

/** Pods and their controllers have names, labels and annotations of their own. */
function fitsControllers({
  name,
  names = [],
  selector,
  annotations,
  kinds = [],
}: ResourceDescription): boolean {
  if (name || names.length > 0 || selector || annotations) return false;
  return kinds.length <= 1 || !selectsPod(kinds);
}
