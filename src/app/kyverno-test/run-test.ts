import { dirname, join, normalize } from "node:path";

import type { CompiledPolicy, Operation, PolicyResponse } from "../../engine/evaluation.ts";
import { offlineHost } from "../../engine/offline-host.ts";
import { loadDocuments } from "../../manifest/load-documents.ts";
import type { Problem } from "../../manifest/problem.ts";
import type { Json, Resource } from "../../manifest/resource.ts";
import { isClassicPolicy } from "../../policy/policy.ts";
import type { KyvernoTestRow } from "../../report/kyverno-test-row.ts";
import {
  decodeClusterResourceFile,
  decodeContextFile,
  EMPTY_CONTEXT,
  type ClusterResources,
} from "../kyverno-files/context-file.ts";
import type { FindKind } from "../kyverno-files/custom-kinds.ts";
import {
  evaluatePayload,
  evaluateResource,
  reportedRules,
  type RunOptions,
} from "../kyverno-files/evaluate-resource.ts";
import {
  loadExceptions,
  loadKinds,
  loadOneDocument,
  loadPolicies,
  loadResources,
  refuseErrors,
  type InvalidPolicy,
  type LeftOutPolicy,
  type LoadedPolicies,
} from "../kyverno-files/load-inputs.ts";
import { offlineContext } from "../kyverno-files/offline-context.ts";
import { decodeUserInfoFile } from "../kyverno-files/user-info-file.ts";
import { decodeValuesFile, readValues } from "../kyverno-files/values-file.ts";
import { responsesByCall, responsesByUrl } from "./api-call-responses.ts";
import { globalContextOf, globalEntriesOf } from "./global-context-entries.ts";
import { matchResults, type SubjectResponses, type TestResponse } from "./match-results.ts";
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
  readonly invalid: readonly InvalidPolicy[];
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
  const exceptions = await loadExceptions(test.exceptions.map(inFolder));
  refuseErrors(exceptions.problems);
  const loaded = await loadPolicies(test.policies.map(inFolder), exceptions);
  const { invalid, dropped } = loaded;
  const base = { test: test.name, suite: test.file, invalid, dropped };
  const unsupported = unsupportedBy(test, loaded);
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
  const subjects = await loadSubjects(test, inFolder);
  const options = await runOptions(test, inFolder, subjects);
  const expected = test.results.filter(isSelected);
  const run = (operation?: Operation): readonly SubjectResponses[] =>
    evaluateAll(loaded.policies, subjects, { ...options, ...(operation && { operation }) });
  const operations = new Set(expected.flatMap(({ operation }) => operation ?? []));
  const rows = matchResults(expected, {
    standard: run(),
    byOperation: new Map([...operations].map((operation) => [operation, run(operation)])),
    invalid: new Map(
      invalid.map(({ name, text, isClassic }) => [name, { text, isPassedOver: isClassic }]),
    ),
  });
  return {
    ...base,
    rows,
    unsupported,
    problems: [...loaded.problems, ...subjects.problems],
    policyCount: loaded.policies.length,
    resourceCount: subjects.resources.length + subjects.payloads.length,
  };
}

function unsupportedBy(
  { unsupported }: TestFile,
  loaded: LoadedPolicies,
): readonly UnsupportedFeature[] {
  return [
    ...loaded.unsupported.map(({ kind, name, text }) => ({
      feature: kind,
      text: `${name}: ${text}`,
    })),
    ...unsupported.map((field) => ({ feature: field, text: `not supported yet: ${field}` })),
  ];
}

/** What a test evaluates its policies on, and the cluster it imagines. */
interface Subjects {
  readonly resources: readonly Resource[];
  readonly payloads: readonly { readonly path: string; readonly value: Json }[];
  readonly cluster: readonly Resource[];
  readonly findKind: FindKind;
  readonly problems: readonly Problem[];
}

async function loadSubjects(test: TestFile, inFolder: (path: string) => string): Promise<Subjects> {
  const cluster = await loadCluster(test, inFolder);
  const findKind = await loadKinds(cluster.crds.map(inFolder));
  const { resources, problems } = await loadResources(test.resources.map(inFolder), { findKind });
  const payloads: { readonly path: string; readonly value: Json }[] = [];
  for (const path of test.jsonPayloads) {
    // oxlint-disable-next-line no-await-in-loop -- in the order given
    const { value } = await loadOneDocument(inFolder(path));
    payloads.push({ path: normalize(path), value });
  }
  // The CLI gives up where the first file is missing; without any resource nothing would be checked.
  if (resources.length + payloads.length === 0) refuseErrors(problems);
  return { resources, payloads, cluster: cluster.resources, findKind, problems };
}

async function runOptions(
  test: TestFile,
  inFolder: (path: string) => string,
  { resources, cluster, findKind }: Subjects,
): Promise<RunOptions> {
  const spec =
    test.values ??
    (test.variables ? decodeValuesFile(await loadOneDocument(inFolder(test.variables))) : {});
  const user = test.userInfo
    ? decodeUserInfoFile(await loadOneDocument(inFolder(test.userInfo)))
    : undefined;
  const context = test.context
    ? decodeContextFile(await loadOneDocument(inFolder(test.context)))
    : EMPTY_CONTEXT;
  // Cluster resources make an imagined cluster of themselves and the resources under test.
  const hasCluster = cluster.length > 0;
  const world = hasCluster ? [...resources, ...cluster] : [];
  const host = offlineHost([...context.resources, ...world], {
    images: context.images,
    globalContext: globalContextOf(test.globalContextEntries),
    httpResponses: responsesByCall(test.apiCallResponses),
  });
  const contextSource = offlineContext({
    resources: world,
    findKind,
    answersCalls: hasCluster,
    answersConfigMaps: hasCluster,
    responses: responsesByUrl(test.apiCallResponses),
    globalEntries: globalEntriesOf(test.globalContextEntries),
    sendHttp: host.sendHttp,
  });
  return { values: readValues(spec), user, host, contextSource, findKind };
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
  { resources, payloads }: Subjects,
  options: RunOptions,
): readonly SubjectResponses[] {
  return [
    ...resources.map((resource) => ({
      subject: {
        apiVersion: resource.apiVersion,
        kind: resource.kind,
        namespace: resource.metadata.namespace ?? "",
        name: resource.metadata.name ?? "",
      },
      responses: evaluateResource(policies, resource, options).map(testResponse),
    })),
    ...payloads.map(({ path, value }) => ({
      subject: { apiVersion: "", kind: "", namespace: "", name: path },
      responses: evaluatePayload(policies, value, options).map(testResponse),
    })),
  ];
}

function testResponse(response: PolicyResponse): TestResponse {
  const { source } = response.policy;
  return { name: source.name, hasRules: isClassicPolicy(source), rules: reportedRules(response) };
}
