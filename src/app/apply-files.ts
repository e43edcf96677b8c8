import type { CompiledPolicy } from "../engine/evaluation.ts";
import { offlineHost } from "../engine/offline-host.ts";
import type { Problem } from "../manifest/problem.ts";
import type { Json } from "../manifest/resource.ts";
import { UserError } from "../manifest/user-error.ts";
import type { PolicyException } from "../policy/policy-exception.ts";
import { readExceptions } from "../policy/read-exceptions.ts";
import { countOutcomes, type ReportResult } from "../report/report-result.ts";
import { NO_SUBJECT, reportResults, subjectOf } from "./apply/report-results.ts";
import { decodeContextFile, EMPTY_CONTEXT } from "./kyverno-files/context-file.ts";
import type { FindKind } from "./kyverno-files/custom-kinds.ts";
import {
  evaluatePayload,
  evaluateResource,
  type RunOptions,
} from "./kyverno-files/evaluate-resource.ts";
import {
  loadExceptions,
  loadKinds,
  loadOneDocument,
  loadPayloads,
  loadPolicies,
  loadResources,
  type LeftOutPolicy,
  type LoadedResources,
  type ReadStdin,
  type UnsupportedPolicy,
} from "./kyverno-files/load-inputs.ts";
import { offlineContext } from "./kyverno-files/offline-context.ts";
import { decodeUserInfoFile } from "./kyverno-files/user-info-file.ts";
import { decodeValuesFile, parseSetValues, readValues } from "./kyverno-files/values-file.ts";

/** What `kyverno apply` is given, as far as the answer depends on it; paths are files, folders, globs or `-`. */
export interface ApplyInput {
  readonly policies: readonly string[];
  readonly resources: readonly string[];
  /** JSON documents for policies in JSON mode. */
  readonly payloads?: readonly string[];
  readonly exceptions?: readonly string[];
  readonly exceptionsWithinPolicies?: boolean;
  readonly exceptionsWithinResources?: boolean;
  readonly valuesFile?: string;
  /** `name=value` texts. */
  readonly set?: readonly string[];
  readonly userInfoFile?: string;
  /** Objects and image data that CEL policies may look up. */
  readonly contextFile?: string;
  /** Custom resource definitions: plurals and scopes of the kinds that are not built in. */
  readonly crds?: readonly string[];
  /** Failures of policies that only audit count as warnings. */
  readonly auditWarn?: boolean;
}

/** What the policies said, and what did not take part. */
export interface ApplyOutcome {
  readonly results: readonly ReportResult[];
  /** Policies refused at load; the Kyverno CLI would stop at the first, here the others go on. */
  readonly invalid: readonly LeftOutPolicy[];
  readonly unsupported: readonly UnsupportedPolicy[];
  /** Policies whose documents break the schema: the CLI drops them without a word and answers as if absent. */
  readonly dropped: readonly LeftOutPolicy[];
  readonly problems: readonly Problem[];
  readonly policyCount: number;
  readonly ruleCount: number;
  readonly resourceCount: number;
  readonly exceptionCount: number;
}

/** Evaluates policies on resources as `kyverno apply` does without a cluster. Throws a `UserError` for wrong use. */
export async function applyFiles(input: ApplyInput, stdin?: ReadStdin): Promise<ApplyOutcome> {
  refuseContradictions(input);
  const findKind = await loadKinds(input.crds ?? []);
  const loaded = await loadResources(input.resources, { findKind, stdin });
  const payloads = await loadPayloads(input.payloads ?? []);
  const exceptions = await exceptionsOf(input, loaded);
  const { policies, problems, ...counts } = await loadPolicies(input.policies, {
    stdin,
    exceptions: exceptions.exceptions,
    exceptionsWithin: input.exceptionsWithinPolicies,
  });
  const options = await runOptions(input, findKind, loaded);
  return {
    results: resultsOf(policies, loaded, payloads.payloads, options, input.auditWarn ?? false),
    ...counts,
    problems: [...problems, ...exceptions.problems, ...loaded.problems, ...payloads.problems],
    policyCount: policies.length,
    ruleCount: countRules(policies),
    resourceCount: loaded.resources.length + payloads.payloads.length,
  };
}

/** How many rules the policies have, as `kyverno apply` counts them. */
export function countRules(policies: readonly CompiledPolicy[]): number {
  return policies.reduce((sum, { ruleCount = 1 }) => sum + ruleCount, 0);
}

function refuseContradictions(input: ApplyInput): void {
  if (input.valuesFile !== undefined && (input.set?.length ?? 0) > 0)
    throw new UserError("give values either with --set or with --values-file, not both");
  if (input.policies.includes("-") && input.resources.includes("-"))
    throw new UserError("standard input can hold either the policies or the resources, not both");
}

async function exceptionsOf(
  input: ApplyInput,
  { documents }: LoadedResources,
): Promise<{
  readonly exceptions: readonly PolicyException[];
  readonly problems: readonly Problem[];
}> {
  const given = await loadExceptions(input.exceptions ?? []);
  if (input.exceptionsWithinResources !== true) return given;
  const within = readExceptions(documents);
  return {
    exceptions: [...given.exceptions, ...within.exceptions],
    problems: [...given.problems, ...within.problems],
  };
}

/** What the files and flags besides the resources say of every request. */
export async function requestOptions(
  input: Pick<ApplyInput, "valuesFile" | "set" | "userInfoFile">,
): Promise<Pick<RunOptions, "values" | "user">> {
  const { valuesFile, userInfoFile, set = [] } = input;
  const spec = valuesFile === undefined ? {} : decodeValuesFile(await loadOneDocument(valuesFile));
  const user =
    userInfoFile === undefined
      ? undefined
      : decodeUserInfoFile(await loadOneDocument(userInfoFile));
  return { values: readValues(spec, parseSetValues(set)), user };
}

async function runOptions(
  input: ApplyInput,
  findKind: FindKind,
  { resources }: LoadedResources,
): Promise<RunOptions> {
  const context =
    input.contextFile === undefined
      ? EMPTY_CONTEXT
      : decodeContextFile(await loadOneDocument(input.contextFile));
  // As in the CLI, `resource.Get` and its like see a context file's objects only, not those under test.
  const host = offlineHost(context.resources, { images: context.images });
  return {
    ...(await requestOptions(input)),
    findKind,
    host,
    contextSource: offlineContext({
      resources,
      findKind,
      answersCalls: true,
      answersConfigMaps: false,
      sendHttp: host.sendHttp,
    }),
  };
}

function resultsOf(
  policies: readonly CompiledPolicy[],
  { resources }: LoadedResources,
  payloads: readonly Json[],
  options: RunOptions,
  auditWarn: boolean,
): readonly ReportResult[] {
  const about = resources.flatMap((resource) =>
    evaluateResource(policies, resource, options).flatMap((response) =>
      reportResults(subjectOf(resource), response, auditWarn),
    ),
  );
  const aboutPayloads = payloads.flatMap((payload) =>
    evaluatePayload(policies, payload, options).flatMap((response) =>
      reportResults(NO_SUBJECT, response, auditWarn),
    ),
  );
  return [...about, ...aboutPayloads];
}

/** The exit code of `kyverno apply`; 2 where the answer is not whole because something was not evaluated. */
export function applyExitCode(
  { results, invalid, unsupported, problems }: ApplyOutcome,
  options: { readonly warnExitCode: number; readonly warnNoPass: boolean },
): number {
  const counts = countOutcomes(results);
  if (counts.fail > 0 || counts.error > 0 || invalid.length > 0) return 1;
  const isWhole = unsupported.length === 0 && problems.every(({ level }) => level === "warning");
  if (!isWhole) return 2;
  if (counts.warn > 0 && options.warnExitCode !== 0) return options.warnExitCode;
  if (counts.pass === 0 && options.warnNoPass) return options.warnExitCode;
  return 0;
}
