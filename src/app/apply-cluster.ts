import type { ClusterConnection } from "../cluster/connect.ts";
import { discover } from "../cluster/discover.ts";
import { listResources } from "../cluster/list-resources.ts";
import { listNamespaces } from "../cluster/namespaces.ts";
import type { NotRead } from "../cluster/not-read.ts";
import type { CompiledPolicy, PolicyResponse } from "../engine/evaluation.ts";
import type { Problem } from "../manifest/problem.ts";
import type { Resource } from "../manifest/resource.ts";
import type { ReportResult } from "../report/report-result.ts";
import { countRules, requestOptions, type ApplyInput, type ApplyOutcome } from "./apply-files.ts";
import { reportResults, subjectOf } from "./apply/report-results.ts";
import { chooseTargets } from "./choose-targets.ts";
import { clusterLookups, type ClusterLookups } from "./cluster-lookups.ts";
import { evaluateResource, type RunOptions } from "./kyverno-files/evaluate-resource.ts";
import { loadExceptions, loadPolicies, type ReadStdin } from "./kyverno-files/load-inputs.ts";
import { resolveContext } from "./resolve-context.ts";
import type { Services } from "./services.ts";

/** What `kyverno apply --cluster` is given: `resources` are names of objects here. */
export interface ApplyClusterInput extends ApplyInput {
  /** The kubeconfig's current context when left out. */
  readonly context?: string;
  /** All namespaces, and cluster-scoped objects, when left out. */
  readonly namespace?: string;
}

/**
 * Evaluates policies on a cluster's objects as `kyverno apply --cluster` does: everything that some policy matches is
 * listed, nothing is written. What could not be read is a problem.
 */
export async function applyToCluster(
  input: ApplyClusterInput,
  services: Services,
  stdin?: ReadStdin,
): Promise<ApplyOutcome> {
  const exceptions = await loadExceptions(input.exceptions ?? []);
  const { policies, problems, ...counts } = await loadPolicies(input.policies, {
    stdin,
    exceptions: exceptions.exceptions,
    exceptionsWithin: input.exceptionsWithinPolicies,
  });
  const connection = await services.connect(await resolveContext(input.context, services));
  const { signal } = services;
  const discovery = await discover(connection, { signal });
  const { targets } = chooseTargets(discovery.resources, policies, {});
  const namespaces = await listNamespaces(connection, { signal });
  const said = await requestOptions(input);
  const run: ClusterRun = {
    policies,
    targets,
    input,
    lookups: clusterLookups(connection, signal),
    said: { ...said, values: withNamespaces(said.values, namespaces.namespaces) },
  };
  const evaluated = await evaluateObjects(connection, run, services);
  const unread = [...discovery.notRead, ...namespaces.notRead, ...evaluated.notRead];
  return {
    results: evaluated.results,
    ...counts,
    problems: [...problems, ...exceptions.problems, ...unread.map(toProblem)],
    policyCount: policies.length,
    ruleCount: countRules(policies),
    resourceCount: evaluated.resourceCount,
  };
}

interface ClusterRun {
  readonly policies: readonly CompiledPolicy[];
  readonly targets: ReturnType<typeof chooseTargets>["targets"];
  readonly input: ApplyClusterInput;
  readonly lookups: ClusterLookups;
  readonly said: Pick<RunOptions, "values" | "user">;
}

/** Values may tell of namespaces, the cluster knows the others. */
function withNamespaces(
  values: RunOptions["values"],
  namespaces: readonly Resource[],
): RunOptions["values"] {
  const byName = new Map(namespaces.map((object) => [object.metadata.name ?? "", object]));
  return {
    ...values,
    namespaceObject: (name) => values.namespaceObject(name) ?? byName.get(name) ?? null,
  };
}

async function evaluateObjects(
  connection: ClusterConnection,
  { policies, targets, input, lookups, said }: ClusterRun,
  { signal, onProgress }: Services,
): Promise<{
  readonly results: readonly ReportResult[];
  readonly notRead: readonly NotRead[];
  readonly resourceCount: number;
}> {
  const results: ReportResult[] = [];
  const notRead: NotRead[] = [];
  const wanted = new Set(input.resources);
  let resourceCount = 0;
  const pages = listResources(connection, targets, {
    ...(input.namespace !== undefined && { namespaces: [input.namespace] }),
    signal,
  });
  for await (const page of pages) {
    notRead.push(...page.notRead);
    const options: RunOptions = { ...said, ...lookups, findKind: () => page.apiResource };
    for (const resource of page.resources) {
      if (wanted.size > 0 && !wanted.has(resource.metadata.name ?? "")) continue;
      resourceCount += 1;
      // oxlint-disable-next-line no-await-in-loop -- results in the order of the listing; most need nothing fetched
      const responses = await evaluateLive(policies, resource, options, lookups.fetch);
      const subject = subjectOf(resource);
      for (const response of responses)
        results.push(...reportResults(subject, response, input.auditWarn ?? false));
    }
    onProgress?.({ done: resourceCount, message: page.apiResource.plural });
  }
  return { results, notRead, resourceCount };
}

/** Fetches what policies ask for and asks them again, until nothing is missing. */
async function evaluateLive(
  policies: readonly CompiledPolicy[],
  resource: Resource,
  options: RunOptions,
  fetch: ClusterLookups["fetch"],
): Promise<readonly PolicyResponse[]> {
  let responses = evaluateResource(policies, resource, options);
  for (;;) {
    const needs = responses.flatMap((response) => response.needs ?? []);
    // oxlint-disable-next-line no-await-in-loop -- what is needed next is known only after the last answer
    if (needs.length === 0 || !(await fetch(needs))) return responses;
    responses = evaluateResource(policies, resource, options);
  }
}

function toProblem({ context, namespace, resource, message, hint }: NotRead): Problem {
  const place = [context, namespace, resource].filter((part) => part !== undefined).join("/");
  return { message, at: { file: place }, hint };
}
