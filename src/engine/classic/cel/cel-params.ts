import type { CelHost } from "../../../cel/host.ts";
import { CelError, CelPending, type CelValue } from "../../../cel/values.ts";
import { findApiResource } from "../../../manifest/api-kinds.ts";
import { isMapping } from "../../../manifest/path.ts";
import type { JsonObject } from "../../../manifest/resource.ts";
import type { Request } from "../../evaluation.ts";

/** What `params` is: one evaluation for each; undefined where expressions have no `params`. */
export type FindParams = (
  request: Request,
  host: CelHost,
) => readonly (CelValue | undefined)[] | CelError;

const NO_PARAMS: readonly undefined[] = [undefined];

/** Compiles `paramKind` and `paramRef`: an object by name, or all of a namespace. */
export function compileCelParams(block: JsonObject): FindParams {
  const { paramKind, paramRef } = block;
  if (!isMapping(paramKind)) return () => NO_PARAMS;
  const apiVersion = textOf(paramKind["apiVersion"]);
  const kind = textOf(paramKind["kind"]);
  const { plural, namespaced } = findApiResource(apiVersion, kind);
  const reference: Readonly<Record<string, unknown>> = isMapping(paramRef) ? paramRef : {};
  const name = textOf(reference["name"]);
  const isOptional = reference["parameterNotFoundAction"] === "Allow";
  return (request, host) => {
    const namespace = namespaced ? textOf(reference["namespace"]) || request.namespace : "";
    const found =
      name === ""
        ? itemsOf(host.listResources(apiVersion, plural, namespace, {}))
        : asList(host.getResource(apiVersion, plural, namespace, name));
    if (found instanceof CelPending || found instanceof CelError || found.length > 0) return found;
    return isOptional
      ? []
      : new CelError(`no params found for policy binding with \`Deny\` parameterNotFoundAction`);
  };
}

function asList(value: CelValue | CelError): readonly CelValue[] | CelError {
  if (value instanceof CelError) return value;
  return value === null ? [] : [value];
}

function itemsOf(value: CelValue | CelError): readonly CelValue[] | CelError {
  if (value instanceof CelError) return value;
  const items: unknown = isMapping(value) ? value["items"] : [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- lists of objects are CEL values
  return Array.isArray(items) ? (items as readonly CelValue[]) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
