import { dirname, join } from "node:path";

import type { CompiledPolicy, Operation } from "../../engine/evaluation.ts";
import { offlineHost } from "../../engine/offline-host.ts";
import { loadDocuments } from "../../manifest/load-documents.ts";
import type { Problem } from "../../manifest/problem.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { KyvernoTestRow } from "../../report/kyverno-test-row.ts";
import {
  decodeClusterResourceFile,
  decodeContextFile,
  EMPTY_CONTEXT,
  type ClusterResources,
} from "../kyverno-files/context-file.ts";
import {
  evaluateResource,
  reportedRules,
  type RunOptions,
} from "../kyverno-files/evaluate-resource.ts";
import {
  loadKinds,
  loadOneDocument,
  loadPolicies,
  loadResources,
  refuseErrors,
  type LeftOutPolicy,
} from "../kyverno-files/load-inputs.ts";
import { decodeUserInfoFile } from "../kyverno-files/user-info-file.ts";
import { decodeValuesFile, readValues } from "../kyverno-files/values-file.ts";
import { responsesByCall } from "./api-call-responses.ts";
import { matchResults, type SubjectResponses } from "./match-results.ts";
import type { ResultSelector } from "./select-results.ts";
import type { TestFile } from "./test-file.ts";

/** A policy kind or a field of the test file that can't be honoured yet. */
export interface UnsupportedFeature {
  readonly feature: string;
  /** Who needs it. */
  readonly text: string;
}

/** What one test said. */
export interface TestOutcome {
  readonly test: string;
  /** The test file's path as it was found. */
  readonly suite: string;
  readonly rows: readonly KyvernoTestRow[];
  readonly invalid: readonly LeftOutPolicy[];
  /** Policies whose documents break the schema: the CLI drops them without a word. */
  readonly dropped: readonly LeftOutPolicy[];
  /** What the test needs and this engine lacks; such a test has no rows and counts as failed. */
  readonly unsupported: readonly UnsupportedFeature[];
  readonly problems: readonly Problem[];
  readonly policyCount: number;
  readonly resourceCount: number;
}

/** Runs one test of a test file and checks what it expects. Throws a `UserError` where the CLI would give up. */
export async function runTest(test: TestFile, isSelected: ResultSelector): Promise<TestOutcome> {
  const folder = dirname(test.file);
  const inFolder = (path: string): string => join(folder, path);
  const loaded = await loadPolicies(test.policies.map(inFolder));
  const { invalid, dropped } = loaded;
  const base = { test: test.name, suite: test.file, invalid, dropped };
  const unsupported = [
    ...loaded.unsupported.map(({ kind, name, text }) => ({
      feature: kind,
      text: `${name}: ${text}`,
    })),
    ...test.unsupported.map((field) => ({ feature: field, text: `not supported yet: ${field}` })),
  ];
  if (unsupported.length > 0) {
    const { problems, policies } = loaded;
    return {
      ...base,
      rows: [],
      unsupported,
      problems,
      policyCount: policies.length,
      resourceCount: 0,
    };
  }
  const cluster = await loadCluster(test, inFolder);
  const findKind = await loadKinds(cluster.crds.map(inFolder));
  const { resources, problems } = await loadResources(test.resources.map(inFolder), { findKind });
  // The CLI gives up where the first file is missing; without any resource nothing would be checked.
  if (resources.length === 0) refuseErrors(problems);
  // Cluster resources make an imagined cluster of themselves and the resources under test.
  const world = cluster.resources.length === 0 ? [] : [...resources, ...cluster.resources];
  const options = { ...(await runOptions(test, inFolder, world)), findKind };
  const expected = test.results.filter(isSelected);
  const run = (operation?: Operation): readonly SubjectResponses[] =>
    evaluateAll(loaded.policies, resources, { ...options, ...(operation && { operation }) });
  const operations = new Set(expected.flatMap(({ operation }) => operation ?? []));
  const rows = matchResults(expected, {
    standard: run(),
    byOperation: new Map([...operations].map((operation) => [operation, run(operation)])),
    invalid: new Map(loaded.invalid.map(({ name, text }) => [name, text])),
  });
  return {
    ...base,
    rows,
    unsupported,
    problems: [...loaded.problems, ...problems],
    policyCount: loaded.policies.length,
    resourceCount: resources.length,
  };
}

async function runOptions(
  test: TestFile,
  inFolder: (path: string) => string,
  world: readonly Resource[],
): Promise<Omit<RunOptions, "findKind">> {
  const spec =
    test.values ??
    (test.variables ? decodeValuesFile(await loadOneDocument(inFolder(test.variables))) : {});
  const userInfo = test.userInfo
    ? decodeUserInfoFile(await loadOneDocument(inFolder(test.userInfo)))
    : {};
  const context = test.context
    ? decodeContextFile(await loadOneDocument(inFolder(test.context)))
    : EMPTY_CONTEXT;
  const host = offlineHost([...context.resources, ...world], {
    images: context.images,
    httpResponses: responsesByCall(test.apiCallResponses),
  });
  return { values: readValues(spec), userInfo, host };
}

async function loadCluster(
  test: TestFile,
  inFolder: (path: string) => string,
): Promise<ClusterResources> {
  const { documents, problems } = await loadDocuments(test.clusterResources.map(inFolder));
  refuseErrors(problems);
  const files = documents.map((document) => decodeClusterResourceFile(document));
  return {
    crds: files.flatMap(({ crds }) => crds),
    resources: files.flatMap(({ resources }) => resources),
  };
}

function evaluateAll(
  policies: readonly CompiledPolicy[],
  resources: readonly Resource[],
  options: RunOptions,
): readonly SubjectResponses[] {
  return resources.map((resource) => ({
    subject: {
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      namespace: resource.metadata.namespace ?? "",
      name: resource.metadata.name ?? "",
    },
    responses: evaluateResource(policies, resource, options).map((response) => ({
      name: response.policy.source.name,
      rules: reportedRules(response),
    })),
  }));
}
