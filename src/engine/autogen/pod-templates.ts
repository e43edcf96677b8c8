import type { ObjectMeta, Resource } from "../../manifest/resource.ts";
import type { Request } from "../evaluation.ts";

/** A request as if one of an object's pod templates were a Pod of its own. */
export interface PodTemplateRequest {
  /** Where the template is: `spec.replicatedJobs[0].template.spec.template`. */
  readonly path: string;
  readonly request: Request;
}

const POD = { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true };

/**
 * The pod templates anywhere under the object's spec, as requests for Pods (Kyverno's extraction mode): what has a spec
 * with containers that all have a name and an image. A Pod without a name or namespace gets its object's.
 */
export function podTemplateRequests(request: Request): readonly PodTemplateRequest[] {
  const source = request.object ?? request.oldObject;
  const other = request.object === null ? null : request.oldObject;
  const others = new Map(templatesOf(other).map(({ path, template }) => [path, template]));
  return templatesOf(source).map(({ path, template }) => {
    const pod = makePod(template, request);
    const counterpart = others.get(path);
    const otherPod = counterpart === undefined ? null : makePod(counterpart, request);
    const { name = "", namespace = "" } = pod.metadata;
    const isDeleted = request.object === null;
    const object = isDeleted ? null : pod;
    const oldObject = isDeleted ? pod : otherPod;
    return { path, request: { ...request, object, oldObject, name, namespace, apiResource: POD } };
  });
}

interface Template {
  readonly metadata?: Fields;
  readonly spec: Fields;
}

interface Found {
  readonly path: string;
  readonly template: Template;
}

type Fields = Readonly<Record<string, unknown>>;

function templatesOf(object: Resource | null): readonly Found[] {
  const found: Found[] = [];
  const spec = object?.["spec"];
  if (isMap(spec)) collect(spec, "spec", found);
  return found;
}

function collect(node: unknown, path: string, found: Found[]): void {
  if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) collect(item, `${path}[${index}]`, found);
  } else if (isTemplate(node)) found.push({ path, template: node });
  else if (isMap(node)) {
    for (const [key, item] of Object.entries(node)) collect(item, `${path}.${key}`, found);
  }
}

function isTemplate(node: unknown): node is Template {
  if (!isMap(node) || (Object.hasOwn(node, "metadata") && !isMap(node["metadata"]))) return false;
  const { spec } = node;
  if (!isMap(spec) || !Array.isArray(spec["containers"])) return false;
  const containers: readonly unknown[] = spec["containers"];
  return containers.length > 0 && containers.every(isContainer);
}

function isContainer(value: unknown): boolean {
  if (!isMap(value)) return false;
  const { name, image } = value;
  return typeof name === "string" && name !== "" && typeof image === "string";
}

function makePod({ metadata = {}, spec }: Template, request: Request): Resource {
  const name = metadata["name"] || request.name;
  const namespace = metadata["namespace"] || request.namespace;
  const all: Fields & ObjectMeta = {
    ...metadata,
    ...text("name", name),
    ...text("namespace", namespace),
  };
  return { apiVersion: "v1", kind: "Pod", metadata: all, spec };
}

function text(key: string, value: unknown): Fields {
  return typeof value === "string" ? { [key]: value } : {};
}

function isMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
