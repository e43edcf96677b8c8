import type { ApiResource } from "../manifest/api-resource.ts";

/** `plural` or `plural.group`: how kubectl and RBAC hints name a resource. */
export function resourceName({ group, plural }: Pick<ApiResource, "group" | "plural">): string {
  return group === "" ? plural : `${plural}.${group}`;
}

/** Path of a resource's collection, or of one object: `/api/v1/namespaces/a/pods/b`, `/apis/apps/v1/deployments`. */
export function resourcePath(
  { group, version, plural }: Pick<ApiResource, "group" | "version" | "plural">,
  { namespace, name }: { readonly namespace?: string; readonly name?: string } = {},
): string {
  const root = group === "" ? ["api", version] : ["apis", group, version];
  const scope = namespace === undefined || namespace === "" ? [] : ["namespaces", namespace];
  const segments = [...root, ...scope, plural, ...(name === undefined ? [] : [name])];
  return `/${segments.map(encodeURIComponent).join("/")}`;
}
