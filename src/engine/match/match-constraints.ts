import type { LabelSelector, MatchConstraints } from "../../policy/validating-policy.ts";
import { compileLabelSelector } from "../../values/label-selector.ts";
import type { Request } from "../evaluation.ts";
import { labelsOf, type Labels } from "./labels.ts";
import { compileResourceRules } from "./resource-rules.ts";

/** Matching could not be decided: Kubernetes' words for why. */
export interface MatchError {
  readonly error: string;
}

/** Whether a request is the policy's business. */
export type MatchRequest = (request: Request) => boolean | MatchError;

const ALWAYS = (): boolean => true;
const NEVER = (): boolean => false;

/**
 * Compiles matchConstraints as Kyverno's matcher evaluates them: matchPolicy is not looked at, and a broken selector is
 * an error only for requests that everything else matches.
 */
export function compileMatchConstraints(constraints: MatchConstraints | undefined): MatchRequest {
  if (constraints === undefined) return NEVER;
  const { resourceRules = [], excludeResourceRules = [] } = constraints;
  const included = resourceRules.length === 0 ? ALWAYS : compileResourceRules(resourceRules);
  const excluded = compileResourceRules(excludeResourceRules);
  const namespace = compileNamespaceSelector(constraints.namespaceSelector);
  const object = compileObjectSelector(constraints.objectSelector);
  return (request) => {
    if (!included(request) || excluded(request)) return false;
    const inNamespace = namespace(request);
    if (inNamespace === false) return false;
    const isSelected = object(request);
    return isSelected === false || inNamespace === true ? isSelected : inNamespace;
  };
}

/** Whether the selector says anything; one that does not selects every object. */
export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  const labels = Object.keys(selector?.matchLabels ?? {});
  return labels.length === 0 && (selector?.matchExpressions ?? []).length === 0;
}

/** A selector is asked about both objects; one that is absent has no labels, which `NotIn` and `DoesNotExist` select. */
function compileObjectSelector(spec: LabelSelector | undefined): MatchRequest {
  if (isEmptySelector(spec)) return ALWAYS;
  const selector = compileLabelSelector(spec);
  if (!selector.ok) {
    const error = internalError(selector.error);
    return () => error;
  }
  const { matches } = selector;
  return ({ object, oldObject }) => matches(labelsOf(object)) || matches(labelsOf(oldObject));
}

function compileNamespaceSelector(spec: LabelSelector | undefined): MatchRequest {
  if (isEmptySelector(spec)) return ALWAYS;
  const selector = compileLabelSelector(spec);
  if (!selector.ok) {
    const error = internalError(selector.error);
    return (request) => isExempt(request) || error;
  }
  const { matches } = selector;
  return (request) => isExempt(request) || matches(namespaceLabels(request));
}

function internalError(error: string): MatchError {
  return { error: `Internal error occurred: ${error}` };
}

/** Cluster-scoped objects other than namespaces are never filtered by namespace. */
function isExempt({ namespace, apiResource }: Request): boolean {
  return namespace === "" && apiResource.plural !== "namespaces";
}

/** A namespace's own labels while it is written; else those of the known namespace object, else just its name. */
function namespaceLabels(request: Request): Labels {
  const { apiResource, operation, namespaceObject, namespace } = request;
  const isWritten = operation === "CREATE" || operation === "UPDATE";
  if (apiResource.plural === "namespaces" && !apiResource.subresource && isWritten) {
    return labelsOf(request.object);
  }
  return namespaceObject === null
    ? { "kubernetes.io/metadata.name": namespace }
    : labelsOf(namespaceObject);
}
