import { offlineHost } from "../engine/offline-host.ts";
import type { CompiledPolicy, Operation, Request, UserInfo } from "../engine/evaluation.ts";
import { requestFor } from "../engine/request-for.ts";
import { findApiResource } from "../manifest/api-kinds.ts";
import type { Document, LoadedResource } from "../manifest/document.ts";
import { formatPosition, type Problem } from "../manifest/problem.ts";
import type { Resource } from "../manifest/resource.ts";
import { resourcesOf } from "../manifest/resources-of.ts";
import type { NotRead, Scan } from "../results/scan.ts";
import type { TallyResult } from "../results/tally.ts";
import { offlineContext } from "./kyverno-files/offline-context.ts";
import { isClassicPolicy } from "../policy/policy.ts";
import { withOverrides } from "./kyverno-files/context-path.ts";
import type { Values } from "./kyverno-files/values-file.ts";
import { keepsKind, keepsNamespace, type ScanFilter } from "../pipeline/scan-filter.ts";
import { createObjectScanner } from "../pipeline/object-scanner.ts";
import { asStored, resourceKey } from "../pipeline/scan-chunk.ts";
import type { PreparedPolicies } from "./prepare-policies.ts";
import type { Services } from "./services.ts";

/** Manifests and what is asked of them. */
export interface ManifestScan {
  readonly documents: readonly Document[];
  /** What was wrong with the texts; their documents are not read, and the scan says so. */
  readonly problems: readonly Problem[];
  readonly policies: PreparedPolicies;
  readonly filter?: ScanFilter;
  /** CREATE when left out; DELETE takes the manifests as the objects that go. */
  readonly operation?: Operation;
  /** The objects before an UPDATE, found by kind, namespace and name. */
  readonly oldDocuments?: readonly Document[];
  readonly userInfo?: UserInfo;
  /** The namespace's object, when it is not among the manifests. */
  readonly namespaceObject?: (namespace: string) => Resource | null;
  /** What a Kyverno values file says of requests, namespaces and the context of classic policies. */
  readonly values?: Values;
}

/** Scans manifests as if each were sent to an API server: compile once, evaluate every object. */
export async function scanManifests(
  input: ManifestScan,
  services: Pick<Services, "signal" | "onProgress">,
): Promise<Scan> {
  const started = performance.now();
  const { policies } = input;
  const read = resourcesOf(input.documents);
  const old = resourcesOf(input.oldDocuments ?? []);
  const tally = await scanAll(
    uniqueResources(read.resources.map(toScannable)),
    old.resources,
    input,
    services,
  );
  const problems = [...input.problems, ...read.problems, ...old.problems];
  return manifestScan({ problems, policies, tally, lost: [], started });
}

/** The scan of manifests, from what was counted and what could not be. */
export function manifestScan({
  problems,
  policies,
  tally,
  lost,
  started,
}: {
  readonly problems: readonly Problem[];
  readonly policies: PreparedPolicies;
  readonly tally: TallyResult;
  readonly lost: readonly NotRead[];
  /** When the scan began, as `performance.now()` said. */
  readonly started: number;
}): Scan {
  return {
    policySets: policies.policySets,
    policies: policies.policies.map(({ facts }) => facts),
    contexts: [
      {
        context: "",
        notRead: [...problems.filter(isError).map(toNotRead), ...lost, ...policies.notRead],
        warnings: [
          ...problems.filter((problem) => !isError(problem)).map(toWarning),
          ...policies.warnings,
        ],
        tally,
      },
    ],
    seconds: (performance.now() - started) / 1000,
  };
}

async function scanAll(
  resources: readonly Resource[],
  old: readonly LoadedResource[],
  input: ManifestScan,
  { signal, onProgress }: Pick<Services, "signal" | "onProgress">,
): Promise<TallyResult> {
  const { policies, filter = {}, operation = "CREATE", userInfo = {} } = input;
  const oldByKey = new Map(old.map(toScannable).map((object) => [resourceKey(object), object]));
  const namespaceObject = namespaceLookup(resources, input);
  const host = offlineHost(resources);
  const contextSource = offlineContext({
    resources,
    findKind: findApiResource,
    answersCalls: true,
    // What values say of a context entry would be asked of the manifests otherwise.
    answersConfigMaps: input.values === undefined,
    sendHttp: host.sendHttp,
  });
  const adapted = input.values === undefined ? {} : { adapt: adaptTo(input.values) };
  const scanner = createObjectScanner({
    context: "",
    policies: policies.policies,
    host,
    ...adapted,
  });
  const isWanted = (resource: Resource): boolean =>
    keepsNamespace(filter, resource.metadata.namespace) && keepsKind(filter, resource);
  for (const [index, resource] of resources.filter(isWanted).entries()) {
    signal?.throwIfAborted();
    // oxlint-disable-next-line no-await-in-loop -- offline nothing is ever waited for
    await scanner.scan(
      requestFor(resource, {
        operation,
        oldObject: oldByKey.get(resourceKey(resource)) ?? resource,
        userInfo,
        namespaceObject: namespaceObject(resource.metadata.namespace ?? ""),
        contextSource,
      }),
    );
    if (index % 1000 === 999) {
      onProgress?.({ done: index + 1, total: resources.length, message: "evaluating" });
    }
  }
  return scanner.finish();
}

/** Values give each classic policy a context of its own, and may change the objects that it sees. */
function adaptTo(values: Values): (request: Request, policy: CompiledPolicy) => Request {
  return (request, { source }) => {
    if (!isClassicPolicy(source)) return request;
    const said = values.contextFor(source.name, request.name);
    const { object, oldObject } = request;
    return {
      ...request,
      object: object && withOverrides(object, said.object),
      oldObject: oldObject && withOverrides(oldObject, said.oldObject),
      values: said.context,
    };
  };
}

/** What the caller knows of namespaces, then what the manifests say. */
function namespaceLookup(
  resources: readonly Resource[],
  { namespaceObject, values }: ManifestScan,
): (namespace: string) => Resource | null {
  const given = new Map(
    resources.filter(isNamespace).map((object) => [object.metadata.name ?? "", object]),
  );
  return (namespace) =>
    namespaceObject?.(namespace) ??
    values?.namespaceObject(namespace) ??
    given.get(namespace) ??
    null;
}

function toScannable({ resource }: LoadedResource): Resource {
  return asStored(resource);
}

/** An object given twice is one object; the first counts, as in Kyverno's CLI. */
function uniqueResources(resources: readonly Resource[]): readonly Resource[] {
  const byKey = new Map<string, Resource>();
  for (const resource of resources) {
    const key = resource.metadata.name === undefined ? `#${byKey.size}` : resourceKey(resource);
    if (!byKey.has(key)) byKey.set(key, resource);
  }
  return [...byKey.values()];
}

function isNamespace({ apiVersion, kind }: Resource): boolean {
  return apiVersion === "v1" && kind === "Namespace";
}

function isError({ level }: Problem): boolean {
  return level !== "warning";
}

function toNotRead({ message, at, hint }: Problem): NotRead {
  const path = at.path === undefined ? "" : `${at.path}: `;
  return {
    context: "",
    resource: formatPosition(at),
    reason: "unreadable",
    message: `${path}${message}${hint === undefined ? "" : ` (${hint})`}`,
  };
}

function toWarning(problem: Problem): string {
  const { resource, message } = toNotRead(problem);
  return `${resource}: ${message}`;
}
