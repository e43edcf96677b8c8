import type { ResourceRule } from "../../policy/validating-policy.ts";
import type { Request } from "../evaluation.ts";

/** Whether any of the rules covers the request, with the semantics of Kubernetes' admission rules and resource names. */
export function compileResourceRules(
  rules: readonly ResourceRule[],
): (request: Request) => boolean {
  const compiled = rules.map(compileRule);
  const [only] = compiled;
  if (only !== undefined && compiled.length === 1) return only;
  return (request) => compiled.some((matches) => matches(request));
}

function compileRule(rule: ResourceRule): (request: Request) => boolean {
  const resource = compileResources(rule.resources ?? []);
  const group = oneOf(rule.apiGroups ?? []);
  const version = oneOf(rule.apiVersions ?? []);
  const operation = oneOf(rule.operations ?? []);
  const scope = compileScope(rule.scope);
  const name = compileNames(rule.resourceNames ?? []);
  return (request) =>
    resource(request.apiResource.plural, request.apiResource.subresource ?? "") &&
    group(request.apiResource.group) &&
    version(request.apiResource.version) &&
    operation(request.operation) &&
    scope(request) &&
    name(request);
}

/** Equal to an item, or an item is `*`; an empty list covers nothing. */
function oneOf(items: readonly string[]): (value: string) => boolean {
  if (items.includes("*")) return () => true;
  const [only] = items;
  if (items.length === 1) return (value) => value === only;
  const set = new Set(items);
  return (value) => set.has(value);
}

/** `pods` means only the resource itself, `pods/*` also the resource itself, `*` any resource but no subresource. */
function compileResources(
  items: readonly string[],
): (plural: string, subresource: string) => boolean {
  const compiled = items.map(compileResource);
  const [only] = compiled;
  if (only !== undefined && compiled.length === 1) return only;
  return (plural, subresource) => compiled.some((matches) => matches(plural, subresource));
}

function compileResource(item: string): (plural: string, subresource: string) => boolean {
  const slash = item.indexOf("/");
  const wanted = slash < 0 ? item : item.slice(0, slash);
  const wantedSub = slash < 0 ? "" : item.slice(slash + 1);
  return (plural, subresource) =>
    (wanted === "*" || wanted === plural) && (wantedSub === "*" || wantedSub === subresource);
}

/** Namespace objects count as cluster-scoped; an unknown scope covers nothing. */
function compileScope(scope: string | undefined): (request: Request) => boolean {
  if (scope === undefined || scope === "" || scope === "*") return () => true;
  if (scope === "Namespaced") {
    return (request) => !isNamespaceObject(request) && request.namespace !== "";
  }
  if (scope === "Cluster") {
    return (request) => isNamespaceObject(request) || request.namespace === "";
  }
  return () => false;
}

function isNamespaceObject({ apiResource }: Request): boolean {
  return (
    apiResource.plural === "namespaces" && apiResource.group === "" && apiResource.version === "v1"
  );
}

/** Exact names; an object without a name matches when its generateName starts with one of them (Kyverno's matcher). */
function compileNames(names: readonly string[]): (request: Request) => boolean {
  if (names.length === 0) return () => true;
  const set = new Set(names);
  return (request) => {
    if (request.name !== "") return set.has(request.name);
    const generateName: unknown = request.object?.metadata?.generateName;
    const prefix = typeof generateName === "string" ? generateName : "";
    return names.some((name) => prefix.startsWith(name));
  };
}
