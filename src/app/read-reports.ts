import type { ClusterConnection } from "../cluster/connect.ts";
import { discover, type DiscoveredResource } from "../cluster/discover.ts";
import { listResources } from "../cluster/list-resources.ts";
import type { Resource } from "../manifest/resource.ts";
import { UserError } from "../manifest/user-error.ts";
import type { NotRead, ReportSource, Scan } from "../results/scan.ts";
import { ADMISSION_POLICY_KINDS, describeAdmissionPolicies } from "./reports/admission-policies.ts";
import {
  CONSTRAINT_GROUP,
  type ConstraintStatus,
  GATEKEEPER,
  readConstraint,
} from "./reports/gatekeeper.ts";
import { mergeResults, type MergedResults } from "./reports/merge-results.ts";
import { REPORT_GROUPS, REPORT_KINDS, resultsOfReport } from "./reports/policy-reports.ts";
import { readOwners } from "./reports/read-owners.ts";
import type { Services } from "./services.ts";

/** Whose reports to read. */
export interface ReportRequest {
  readonly context: string;
  /** All when empty; cluster-scoped reports are read only then. */
  readonly namespaces: readonly string[];
}

const GROUPS: readonly string[] = [...REPORT_GROUPS, CONSTRAINT_GROUP];

/**
 * Reads what tools wrote into a cluster about its objects (policy reports of both APIs, Gatekeeper's audits) as a scan
 * like the server's own: each fact once with who said it and when, owned objects folded into their owners, what could
 * not be read recorded. Throws a `UserError` when the cluster has no report API.
 */
export async function readReports(request: ReportRequest, services: Services): Promise<Scan> {
  const started = performance.now();
  const connection = await services.connect(request.context);
  const { resources, notRead } = await discover(connection, { signal: services.signal });
  const kinds = resources.filter((resource) => isWanted(resource, request));
  const unserved = notRead.filter(isAboutReports);
  const served = GROUPS.filter((name) => resources.some(({ group }) => group === name));
  if (served.length === 0 && unserved.length === 0) throw noReports(request.context, resources);
  const read = await readObjects(connection, kinds, request, services);
  const failing = read.merged.failing().map(({ object }) => object);
  const owners = await readOwners(connection, resources, failing, services);
  return {
    origin: "reports",
    policySets: [],
    policies: read.merged.policies(),
    contexts: [
      {
        context: request.context,
        notRead: [...unserved, ...read.notRead, ...truncation(read.constraints, request.context)],
        warnings: [...read.warnings, ...owners.warnings],
        tally: read.merged.finish(owners.byKey),
      },
    ],
    reports: {
      sources: [
        ...read.merged.sources().filter(({ api }) => api !== CONSTRAINT_GROUP),
        ...gatekeeperSource(read, request),
      ],
      served,
      notServed: GROUPS.filter((name) => !served.includes(name)),
    },
    seconds: (performance.now() - started) / 1000,
  };
}

function isWanted(resource: DiscoveredResource, { namespaces }: ReportRequest): boolean {
  const { group, plural, preferred, namespaced, verbs } = resource;
  const name = `${plural}.${group}`;
  if (!preferred || !verbs.includes("list")) return false;
  if (group === CONSTRAINT_GROUP || ADMISSION_POLICY_KINDS.has(name)) return true;
  return REPORT_KINDS.has(name) && (namespaced || namespaces.length === 0);
}

function isAboutReports({ resource }: NotRead): boolean {
  return resource === "apis" || GROUPS.some((group) => resource.includes(group));
}

function noReports(context: string, resources: readonly DiscoveredResource[]): UserError {
  const hasGatekeeper = resources.some(({ group }) => group === "templates.gatekeeper.sh");
  const gatekeeper = hasGatekeeper ? "; Gatekeeper is there, without a constraint" : "";
  return new UserError(
    `${context} has no policy reports: none of ${GROUPS.join(", ")} is installed${gatekeeper}`,
    { hint: "call apply_policies: it scans the cluster itself and needs no Kyverno there" },
  );
}

interface ReadObjects {
  readonly merged: MergedResults;
  readonly constraints: readonly ConstraintStatus[];
  readonly notRead: readonly NotRead[];
  readonly warnings: readonly string[];
}

/** What pages bring: admission policies hold no results, but something can be said of them. */
interface Collection {
  readonly merged: MergedResults;
  readonly constraints: ConstraintStatus[];
  readonly admissionPolicies: Resource[];
}

async function readObjects(
  connection: ClusterConnection,
  kinds: readonly DiscoveredResource[],
  request: ReportRequest,
  { signal, onProgress }: Services,
): Promise<ReadObjects> {
  const { namespaces } = request;
  const collection: Collection = { merged: mergeResults(), constraints: [], admissionPolicies: [] };
  const notRead: NotRead[] = [];
  const warnings: string[] = [];
  let reports = 0;
  const pages = listResources(connection, kinds, {
    signal,
    dropManagedFields: true,
    ...(namespaces.length > 0 && { namespaces }),
  });
  for await (const page of pages) {
    const { group, plural } = page.apiResource;
    if (GROUPS.includes(group)) notRead.push(...page.notRead);
    else warnings.push(...page.notRead.map(admissionDoubt));
    for (const resource of page.resources) collect(collection, resource, group, request);
    reports += page.resources.length;
    onProgress?.({ done: reports, message: `reading ${plural}` });
  }
  const { merged, constraints, admissionPolicies } = collection;
  const reported = new Set(merged.policies().map(({ key }) => key));
  return {
    merged,
    constraints,
    notRead,
    warnings: [
      ...doubts(constraints),
      ...describeAdmissionPolicies(admissionPolicies, reported),
      ...warnings,
    ],
  };
}

function collect(
  { merged, constraints, admissionPolicies }: Collection,
  resource: Resource,
  group: string,
  { context, namespaces }: ReportRequest,
): void {
  if (group === CONSTRAINT_GROUP) {
    const status = readConstraint(resource, context);
    constraints.push({ ...status, results: [] });
    status.results
      .filter(({ object }) => namespaces.length === 0 || namespaces.includes(object.namespace))
      .forEach(merged.add);
  } else if (REPORT_GROUPS.includes(group)) resultsOfReport(resource, context).forEach(merged.add);
  else admissionPolicies.push(resource);
}

/** They hold no results, so an answer without them is still complete. */
function admissionDoubt({ resource, reason }: NotRead): string {
  return `${resource} could not be read (${reason}): what they find would be in the API server's audit log only`;
}

/** What there is beyond Gatekeeper's limit is no row anywhere in the cluster. */
function truncation(constraints: readonly ConstraintStatus[], context: string): NotRead[] {
  const cut = constraints.filter(({ listed, total }) => listed < total);
  if (cut.length === 0) return [];
  const named = cut
    .toSorted((a, b) => b.total - a.total)
    .slice(0, 3)
    .map(({ constraint, listed, total }) => `${constraint} ${listed} of ${total}`);
  const more = cut.length > 3 ? `, and ${cut.length - 3} more constraints` : "";
  return [
    {
      context,
      resource: CONSTRAINT_GROUP,
      reason: "truncated",
      message: `Gatekeeper lists only some violations (20 a constraint unless --constraint-violations-limit says otherwise): ${named.join(", ")}${more}`,
    },
  ];
}

function doubts(constraints: readonly ConstraintStatus[]): readonly string[] {
  const unaudited = constraints.filter(({ auditedAt }) => auditedAt === undefined);
  const broken = constraints.filter(({ errors }) => errors.length > 0);
  const silence = `Gatekeeper never audited ${namesOf(unaudited)}: no violation there is no pass`;
  const failure = `Gatekeeper can't enforce ${namesOf(broken)}: ${broken[0]?.errors[0] ?? ""}`;
  return [...(unaudited.length === 0 ? [] : [silence]), ...(broken.length === 0 ? [] : [failure])];
}

function namesOf(constraints: readonly ConstraintStatus[]): string {
  const names = constraints.slice(0, 4).map(({ constraint }) => constraint);
  const more = constraints.length > 4 ? ` and ${constraints.length - 4} more` : "";
  return `${names.join(", ")}${more}`;
}

/** Gatekeeper is a source also where all its audits are clean; what it counted fits no choice of namespaces. */
function gatekeeperSource(
  { merged, constraints }: ReadObjects,
  { namespaces }: ReportRequest,
): readonly ReportSource[] {
  if (constraints.length === 0) return [];
  const { results = 0, failing = 0 } =
    merged.sources().find(({ api }) => api === CONSTRAINT_GROUP) ?? {};
  const times = constraints.flatMap(({ auditedAt }) => auditedAt ?? []);
  const total = constraints.reduce((sum, constraint) => sum + constraint.total, 0);
  return [
    {
      source: GATEKEEPER,
      api: CONSTRAINT_GROUP,
      results,
      failing,
      ...(namespaces.length === 0 && { total }),
      ...(times.length > 0 && { newest: Math.max(...times), oldest: Math.min(...times) }),
    },
  ];
}
