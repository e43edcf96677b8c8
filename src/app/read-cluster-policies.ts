import { discover, type DiscoveredResource } from "../cluster/discover.ts";
import { isJsonObject, objectAt, objectsAt } from "../cluster/json-fields.ts";
import { listResources } from "../cluster/list-resources.ts";
import type { Document } from "../manifest/document.ts";
import type { Resource } from "../manifest/resource.ts";
import { UserError } from "../manifest/user-error.ts";
import type { NotRead } from "../results/scan.ts";
import type { ClusterPolicies } from "./cluster-policies.ts";
import { notReadyReason } from "./not-ready-reason.ts";
import type { Services } from "./services.ts";

/** Kinds whose policies judge objects, as `plural.group`; the engine says itself which of them it can't evaluate yet. */
const JUDGING: ReadonlySet<string> = new Set([
  "validatingpolicies.policies.kyverno.io",
  "namespacedvalidatingpolicies.policies.kyverno.io",
  "imagevalidatingpolicies.policies.kyverno.io",
  "namespacedimagevalidatingpolicies.policies.kyverno.io",
  "clusterpolicies.kyverno.io",
  "policies.kyverno.io",
  "validatingadmissionpolicies.admissionregistration.k8s.io",
]);

/** Kinds whose policies change, make or delete objects: an object can't violate one. */
const ACTING: ReadonlySet<string> = new Set([
  ...["mutating", "generating", "deleting"].flatMap((verb) => [
    `${verb}policies.policies.kyverno.io`,
    `namespaced${verb}policies.policies.kyverno.io`,
  ]),
  "clustercleanuppolicies.kyverno.io",
  "cleanuppolicies.kyverno.io",
  "mutatingadmissionpolicies.admissionregistration.k8s.io",
]);

const EXCEPTIONS: ReadonlySet<string> = new Set([
  "policyexceptions.kyverno.io",
  "policyexceptions.policies.kyverno.io",
]);

/**
 * Reads what a cluster has of policies and exceptions, of every kind that Kyverno 1.19 serves and of
 * ValidatingAdmissionPolicies. Throws a `UserError` when there is nothing that could judge an object.
 */
export async function readClusterPolicies(
  context: string,
  services: Services,
): Promise<ClusterPolicies> {
  const { signal, onProgress } = services;
  const connection = await services.connect(context);
  const discovery = await discover(connection, { signal });
  const kinds = discovery.resources.filter(isPolicyKind);
  const found: Found = { documents: [], exceptions: [], acting: [], notReady: [] };
  const notRead: NotRead[] = discovery.notRead.filter(({ resource }) =>
    /kyverno\.io|admissionregistration|^apis$/u.test(resource),
  );
  const pages = listResources(connection, kinds, { signal, dropManagedFields: true });
  for await (const { apiResource, resources, notRead: unread } of pages) {
    notRead.push(...unread);
    for (const resource of resources) sort(found, resource, nameOf(apiResource));
    onProgress?.({ done: found.documents.length, message: `reading ${apiResource.plural}` });
  }
  if (found.documents.length === 0 && notRead.length === 0) throw noPolicies(context, found.acting);
  return {
    context,
    documents: found.documents,
    exceptions: found.exceptions,
    notRead,
    warnings: warningsOf(found),
  };
}

interface Found {
  readonly documents: Document[];
  readonly exceptions: Document[];
  /** Policies that judge nothing. */
  readonly acting: string[];
  /** Policies that the cluster says are not in force. */
  readonly notReady: string[];
}

function isPolicyKind(resource: DiscoveredResource): boolean {
  const name = nameOf(resource);
  const isKnown = JUDGING.has(name) || ACTING.has(name) || EXCEPTIONS.has(name);
  return isKnown && resource.preferred && resource.verbs.includes("list");
}

function nameOf({ plural, group }: Pick<DiscoveredResource, "plural" | "group">): string {
  return `${plural}.${group}`;
}

function sort(
  { documents, exceptions, acting, notReady }: Found,
  resource: Resource,
  kind: string,
): void {
  const { metadata } = resource;
  const key = [metadata.namespace, metadata.name].filter((part) => part !== undefined).join("/");
  const file = `${resource.kind} ${key}`;
  if (EXCEPTIONS.has(kind)) exceptions.push(toDocument(resource, file));
  else if (ACTING.has(kind)) acting.push(file);
  else {
    const judging = judgingPart(resource);
    if (judging === undefined) acting.push(file);
    else {
      documents.push(toDocument(judging, file));
      const reason = notReadyReason(resource["status"]);
      if (reason !== undefined) notReady.push(`${file} (${reason})`);
    }
  }
}

/** A classic policy without the rules that change or make objects; undefined when it has no others. */
function judgingPart(resource: Resource): Resource | undefined {
  const spec = objectAt(resource, "spec");
  const rules = objectsAt(spec, "rules");
  if (rules.length === 0) return resource;
  const judging = rules.filter((rule) => !("mutate" in rule) && !("generate" in rule));
  if (judging.length === rules.length) return resource;
  return judging.length === 0 ? undefined : { ...resource, spec: { ...spec, rules: judging } };
}

/** An object of a cluster stands in no file, so its places have no lines. */
function toDocument(resource: unknown, file: string): Document {
  const value = isJsonObject(resource) ? resource : {};
  return { value, file, line: 1, locate: () => ({ file }) };
}

function noPolicies(context: string, acting: readonly string[]): UserError {
  const others =
    acting.length === 0
      ? "neither Kyverno policies nor ValidatingAdmissionPolicies"
      : `only policies that change, make or delete objects (${namesOf(acting)})`;
  return new UserError(`${context} has no policy that objects could violate: ${others}`, {
    hint: "name a policy set that comes with the server, such as pod-security",
  });
}

function warningsOf({ acting, exceptions, notReady }: Found): readonly string[] {
  const idle = `${notReady.length} policies are checked though the cluster says that they are not in force: ${namesOf(notReady)}`;
  const left = `${acting.length} policies of the cluster change, make or delete objects, which judges none: ${namesOf(acting)}`;
  const exempt = `${exceptions.length} PolicyExceptions of the cluster are applied from every namespace; Kyverno itself may be set up to honour fewer`;
  return [
    ...(notReady.length === 0 ? [] : [idle]),
    ...(acting.length === 0 ? [] : [left]),
    ...(exceptions.length === 0 ? [] : [exempt]),
  ];
}

function namesOf(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return `${names.slice(0, 5).join(", ")}${more}`;
}
