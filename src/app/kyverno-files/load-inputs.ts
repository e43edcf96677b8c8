import { compilePolicy } from "../../engine/compile-policy.ts";
import type { CompiledPolicy } from "../../engine/evaluation.ts";
import type { Document } from "../../manifest/document.ts";
import { loadDocuments } from "../../manifest/load-documents.ts";
import { formatProblem, type Problem } from "../../manifest/problem.ts";
import type { Json, Resource } from "../../manifest/resource.ts";
import { resourcesOf } from "../../manifest/resources-of.ts";
import { UserError } from "../../manifest/user-error.ts";
import { isClassicPolicy } from "../../policy/policy.ts";
import type { PolicyException } from "../../policy/policy-exception.ts";
import { readExceptions, type Exceptions } from "../../policy/read-exceptions.ts";
import { readPolicies } from "../../policy/read-policies.ts";
import { findKindsOf, type FindKind } from "./custom-kinds.ts";
import { hasSupportedPart, missingFeatures } from "../policy-features.ts";
import { prepareResources } from "./prepare-resources.ts";

/** Reads all of standard input. */
export type ReadStdin = () => Promise<Uint8Array>;

/** A policy that does not take part, by its name without the namespace, and why in Kyverno's words. */
export interface LeftOutPolicy {
  readonly name: string;
  readonly text: string;
}

/** A policy of a kind, or with a feature, that this engine can't evaluate yet. */
export interface UnsupportedPolicy extends LeftOutPolicy {
  readonly kind: string;
}

/** A policy that was refused at load. */
export interface InvalidPolicy extends LeftOutPolicy {
  /** Kyverno's CLI goes on without a refused classic policy and stops at any other. */
  readonly isClassic: boolean;
}

/** What the policy paths hold. */
export interface LoadedPolicies {
  readonly policies: readonly CompiledPolicy[];
  /** Refused at load. */
  readonly invalid: readonly InvalidPolicy[];
  readonly unsupported: readonly UnsupportedPolicy[];
  /** Exceptions that the policies were compiled with. */
  readonly exceptionCount: number;
  /** Whose documents break the schema: the CLI drops them without a word. */
  readonly dropped: readonly LeftOutPolicy[];
  readonly problems: readonly Problem[];
}

/** How policies are loaded besides where from. */
export interface PolicyLoading {
  readonly stdin?: ReadStdin | undefined;
  /** Exceptions from elsewhere. */
  readonly exceptions?: readonly PolicyException[];
  /** Whether exceptions among the policies count too. */
  readonly exceptionsWithin?: boolean | undefined;
}

/** Loads and compiles the policies of files, folders and globs; documents of other kinds are left aside, as Kyverno does. */
export async function loadPolicies(
  paths: readonly string[],
  { stdin, exceptions = [], exceptionsWithin = false }: PolicyLoading = {},
): Promise<LoadedPolicies> {
  const { documents, problems } = await loadDocuments(paths, stdin === undefined ? {} : { stdin });
  const read = readPolicies(documents);
  const within = exceptionsWithin ? readExceptions(read.rest) : NO_EXCEPTIONS;
  const all = [...exceptions, ...within.exceptions];
  const policies: CompiledPolicy[] = [];
  const invalid: InvalidPolicy[] = [];
  const unsupported = read.unsupported.map(({ kind, name, reason }) => ({
    kind,
    name,
    text: reason,
  }));
  for (const source of read.policies) {
    const missing = missingFeatures(source);
    for (const kind of missing)
      unsupported.push({ kind, name: source.name, text: `not supported yet: ${kind}` });
    if (missing.length > 0 && !hasSupportedPart(source)) continue;
    const compilation = compilePolicy(source, all);
    if (compilation.ok) policies.push(compilation.policy);
    else {
      const { text } = compilation.invalid;
      invalid.push({ name: source.name, text, isClassic: isClassicPolicy(source) });
    }
  }
  return {
    policies,
    invalid,
    unsupported,
    exceptionCount: all.length,
    dropped: read.problems.flatMap(({ policy, ...problem }) =>
      policy === undefined ? [] : [{ name: policy, text: formatProblem(problem) }],
    ),
    problems: [
      ...problems,
      ...within.problems,
      ...read.problems.filter(({ policy }) => policy === undefined),
    ],
  };
}

const NO_EXCEPTIONS: Pick<Exceptions, "exceptions" | "problems"> = { exceptions: [], problems: [] };

/** Loads the exceptions of files, folders and globs; documents of other kinds are left aside, as Kyverno does. */
export async function loadExceptions(
  paths: readonly string[],
): Promise<Pick<Exceptions, "exceptions" | "problems">> {
  const { documents, problems } = await loadDocuments(paths);
  const read = readExceptions(documents);
  return { exceptions: read.exceptions, problems: [...problems, ...read.problems] };
}

/** Resources readied for evaluation, and the documents they were read from. */
export interface LoadedResources {
  readonly resources: readonly Resource[];
  readonly documents: readonly Document[];
  readonly problems: readonly Problem[];
}

/** Loads the resources of files, folders and globs, readied for evaluation. */
export async function loadResources(
  paths: readonly string[],
  options: { readonly findKind?: FindKind; readonly stdin?: ReadStdin | undefined } = {},
): Promise<LoadedResources> {
  const { findKind, stdin } = options;
  const { documents, problems } = await loadDocuments(paths, stdin === undefined ? {} : { stdin });
  const { resources, problems: notResources } = resourcesOf(documents);
  return {
    resources: prepareResources(
      resources.map(({ resource }) => resource),
      findKind,
    ),
    documents,
    problems: [...problems, ...notResources],
  };
}

/** Loads JSON payloads: any documents, YAML or JSON. */
export async function loadPayloads(
  paths: readonly string[],
): Promise<{ readonly payloads: readonly Json[]; readonly problems: readonly Problem[] }> {
  const { documents, problems } = await loadDocuments(paths);
  return { payloads: documents.map(({ value }) => value), problems };
}

/** Loads custom resource definitions; throws a `UserError` when a file can't be read or holds something else. */
export async function loadKinds(paths: readonly string[]): Promise<FindKind> {
  const { documents, problems } = await loadDocuments(paths);
  refuseErrors(problems);
  return findKindsOf(documents);
}

/** Loads a file that must hold one readable document; throws a `UserError` otherwise. */
export async function loadOneDocument(path: string): Promise<Document> {
  const { documents, problems } = await loadDocuments([path]);
  const [document] = documents;
  refuseErrors(problems);
  if (document === undefined) throw new UserError(`${path}: the file is empty`);
  return document;
}

/** Throws a `UserError` that names every problem but warnings. */
export function refuseErrors(problems: readonly Problem[]): void {
  const errors = problems.filter(({ level }) => level !== "warning");
  if (errors.length > 0)
    throw new UserError(errors.map((problem) => formatProblem(problem)).join("\n"));
}
