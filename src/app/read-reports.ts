import type { ClusterConnection } from "../cluster/connect.ts";
import { discover, type DiscoveredResource } from "../cluster/discover.ts";
import { objectAt, objectsAt, textAt } from "../cluster/json-fields.ts";
import { listResources } from "../cluster/list-resources.ts";
import type { JsonObject, Resource } from "../manifest/resource.ts";
import { UserError } from "../manifest/user-error.ts";
import { SEVERITIES, type Severity } from "../policy/policy-identity.ts";
import type { Outcome, RuleResult } from "../results/rule-result.ts";
import type { NotRead, Scan } from "../results/scan.ts";
import { createTally } from "../results/tally.ts";
import type { PolicyFacts, ScannedObject } from "../results/violation.ts";
import { identify } from "./object-scanner.ts";
import type { Services } from "./services.ts";

/** Whose reports to read. */
export interface ReportRequest {
  readonly context: string;
  /** All when empty; cluster-scoped reports are read only then. */
  readonly namespaces: readonly string[];
}

/** The report kinds of both families: https://github.com/kubernetes-sigs/wg-policy-prototypes and https://github.com/openreports/reports-api */
const REPORT_KINDS: ReadonlySet<string> = new Set([
  "policyreports.wgpolicyk8s.io",
  "clusterpolicyreports.wgpolicyk8s.io",
  "reports.openreports.io",
  "clusterreports.openreports.io",
]);

/** What reports name pods' owners by; read so that the pods of a workload are one row. */
const OWNED_KINDS: ReadonlySet<string> = new Set(["Pod", "ReplicaSet", "Job"]);
const OWNER_PLURALS: ReadonlySet<string> = new Set([
  "pods.",
  "replicasets.apps",
  "deployments.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "jobs.batch",
  "cronjobs.batch",
]);

/**
 * Reads what a Kyverno in the cluster reported, from both report APIs, as a scan like the server's own: owned objects
 * folded into their owners, what could not be read recorded. Throws a `UserError` when the cluster has no report API.
 */
export async function readReports(request: ReportRequest, services: Services): Promise<Scan> {
  const started = performance.now();
  const connection = await services.connect(request.context);
  const { resources, notRead } = await discover(connection, { signal: services.signal });
  const kinds = resources.filter(
    ({ group, plural, namespaced, preferred }) =>
      preferred &&
      REPORT_KINDS.has(`${plural}.${group}`) &&
      (namespaced || request.namespaces.length === 0),
  );
  if (kinds.length === 0 && notRead.length === 0) throw noReports(request.context);
  const read = await readResults(connection, kinds, request, services);
  const owners = await readOwners(connection, resources, read.results, services);
  const tally = createTally();
  const known = new Map(owners.objects.map((owner) => [keyOf(owner), tally.know(owner)]));
  const policies = new Map<string, PolicyFacts>();
  for (const { object, policy, result } of read.results) {
    policies.set(policy.key, policy);
    const identified = owners.identities.get(keyOf(object)) ?? object;
    tally.add(known.get(keyOf(object)) ?? tally.know(identified), policy, [result]);
  }
  return {
    origin: "reports",
    policySets: [],
    policies: [...policies.values()],
    contexts: [
      {
        context: request.context,
        notRead: [...notRead.filter(isAboutReports), ...read.notRead],
        warnings: [...read.warnings, ...owners.warnings],
        tally: tally.finish(),
      },
    ],
    seconds: (performance.now() - started) / 1000,
  };
}

function noReports(context: string): UserError {
  return new UserError(
    `${context} has no policy reports: neither wgpolicyk8s.io nor openreports.io is installed`,
    { hint: "call apply_policies: it scans the cluster itself and needs no Kyverno there" },
  );
}

function isAboutReports({ resource }: NotRead): boolean {
  return /wgpolicyk8s|openreports|^apis$/u.test(resource);
}

interface ReportedResult {
  readonly object: ScannedObject;
  readonly policy: PolicyFacts;
  readonly result: RuleResult;
}

async function readResults(
  connection: ClusterConnection,
  kinds: readonly DiscoveredResource[],
  { context, namespaces }: ReportRequest,
  { signal, onProgress }: Services,
): Promise<{ results: ReportedResult[]; notRead: NotRead[]; warnings: string[] }> {
  const results = new Map<string, ReportedResult>();
  const notRead: NotRead[] = [];
  const others = new Map<string, number>();
  let reports = 0;
  const pages = listResources(connection, kinds, {
    signal,
    dropManagedFields: true,
    ...(namespaces.length > 0 && { namespaces }),
  });
  for await (const page of pages) {
    notRead.push(...page.notRead);
    reports += page.resources.length;
    onProgress?.({ done: reports, message: `reading ${page.apiResource.plural}` });
    for (const reported of page.resources.flatMap((report) => resultsOf(report, context))) {
      if (isKyverno(reported.source)) results.set(identityOf(reported), reported);
      else others.set(reported.source, (others.get(reported.source) ?? 0) + 1);
    }
  }
  const warnings = [...others].map(
    ([source, count]) => `${count} results of ${source} are left out: only Kyverno's are shown`,
  );
  return { results: [...results.values()], notRead, warnings };
}

/** Kyverno writes `kyverno` or the policy's kind (`KyvernoValidatingPolicy`). */
function isKyverno(source: string): boolean {
  return source === "" || source.toLowerCase().startsWith("kyverno");
}

/** Both families may hold the same result while a cluster moves from one to the other. */
function identityOf({ object, policy, result }: ReportedResult): string {
  return JSON.stringify([keyOf(object), policy.key, result.rule, result.outcome]);
}

type SourcedResult = ReportedResult & { readonly source: string };

function resultsOf(report: Resource, context: string): readonly SourcedResult[] {
  const scope = objectAt(report, "scope");
  const source = textAt(report, "source");
  return objectsAt(report, "results").flatMap((result) => {
    const outcome = OUTCOMES.find((known) => known === textAt(result, "result"));
    if (outcome === undefined) return [];
    const named = objectsAt(result, "resources");
    const subjects = named.length > 0 ? named : [scope];
    return subjects.map((subject) => ({
      source: textAt(result, "source") || source,
      object: objectOf(subject, report, context),
      policy: policyOf(result),
      result: {
        rule: ruleOf(textAt(result, "rule")),
        outcome,
        message: textAt(result, "message"),
      },
    }));
  });
}

const OUTCOMES: readonly Outcome[] = ["pass", "fail", "warn", "error", "skip"];

/** What a result is about; a result without a subject is about its report. */
function objectOf(subject: JsonObject, report: Resource, context: string): ScannedObject {
  const { metadata } = report;
  const uid = textAt(subject, "uid");
  return {
    context,
    namespace: textAt(subject, "namespace") || (metadata.namespace ?? ""),
    kind: textAt(subject, "kind") || report.kind,
    name: textAt(subject, "name") || (metadata.name ?? ""),
    ...(uid !== "" && { uid }),
  };
}

function policyOf(result: JsonObject): PolicyFacts {
  const key = textAt(result, "policy");
  const text = textAt(result, "severity");
  const severity: Severity = SEVERITIES.find((known) => known === text) ?? "medium";
  return { key, severity, title: key, category: textAt(result, "category") };
}

/** A pod controller's generated rule is the pod's rule: kyverno.io/docs/policy-types/cluster-policy/autogen */
function ruleOf(rule: string): string {
  return rule.replace(/^autogen-(?:cronjob-)?/u, "");
}

interface Owners {
  readonly objects: readonly ScannedObject[];
  /** The objects with their owners, by kind, namespace and name. */
  readonly identities: ReadonlyMap<string, ScannedObject>;
  readonly warnings: readonly string[];
}

/** Reports do not say who owns a pod, so the pods of the namespaces that have findings are read. */
async function readOwners(
  connection: ClusterConnection,
  resources: readonly DiscoveredResource[],
  results: readonly ReportedResult[],
  { signal, onProgress }: Services,
): Promise<Owners> {
  const owned = results.filter(
    ({ object, result }) =>
      OWNED_KINDS.has(object.kind) && result.outcome !== "pass" && result.outcome !== "skip",
  );
  if (owned.length === 0) return { objects: [], identities: new Map(), warnings: [] };
  const kinds = resources.filter(
    ({ group, plural, preferred }) => preferred && OWNER_PLURALS.has(`${plural}.${group}`),
  );
  const namespaces = [...new Set(owned.map(({ object }) => object.namespace))];
  const objects: ScannedObject[] = [];
  const unread = new Set<string>();
  const pages = listResources(connection, kinds, { signal, namespaces, dropManagedFields: true });
  for await (const page of pages) {
    objects.push(...page.resources.map((resource) => identify(resource, connection.context)));
    for (const { resource } of page.notRead) unread.add(resource);
    onProgress?.({ done: objects.length, message: `reading owners: ${page.apiResource.plural}` });
  }
  return {
    objects,
    identities: new Map(objects.map((object) => [keyOf(object), object])),
    warnings:
      unread.size === 0
        ? []
        : [
            `owners could not all be read (${[...unread].join(", ")}): a workload's pods may be rows of their own`,
          ],
  };
}

function keyOf({ kind, namespace, name }: ScannedObject): string {
  return `${kind}/${namespace}/${name}`;
}
