import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { loadDocuments } from "../manifest/load-documents.ts";
import { nearestFirst } from "../manifest/nearest-name.ts";
import { formatProblem, type Problem } from "../manifest/problem.ts";
import { UserError } from "../manifest/user-error.ts";
import { list, object, text, type ShapeIssue } from "./kinds/shape.ts";
import type { Policy } from "./policy.ts";
import { readPolicies } from "./read-policies.ts";

/** Policies that belong together and ship with the program. */
export interface PolicySet {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The standard or guide that the set follows. */
  readonly source: string;
  readonly policies: readonly Policy[];
}

export interface PolicySetOptions {
  /** Folder of the sets; the package's own by default. */
  readonly root?: string;
}

/** `policyset.yaml`: a set has policies, each in a folder of its name beside that file, or consists of other sets. */
interface SetFile {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  readonly policies?: readonly string[];
  readonly sets?: readonly string[];
}

const setFile = object<SetFile>(
  {
    name: text(),
    title: text(),
    summary: text(),
    source: text(),
    policies: list(text()),
    sets: list(text()),
  },
  ["name", "title", "summary", "source"],
);

/** Every set that ships with the program, in order of name. */
export async function listPolicySets(
  options: PolicySetOptions = {},
): Promise<readonly PolicySet[]> {
  const root = rootOf(options);
  const names = await setNames(root);
  return Promise.all(names.map((name) => readSet(root, name, [])));
}

/** One set with its policies; a `UserError` that lists the sets, the nearest first, when there is none of that name. */
export async function loadPolicySet(
  name: string,
  options: PolicySetOptions = {},
): Promise<PolicySet> {
  const root = rootOf(options);
  const names = await setNames(root);
  if (!names.includes(name)) {
    throw new UserError(`there is no policy set "${name}"`, {
      hint: `one of ${nearestFirst(name, names).join(", ")}`,
    });
  }
  return readSet(root, name, []);
}

function rootOf({ root }: PolicySetOptions): string {
  return root ?? join(import.meta.dirname, "../../policysets");
}

async function setNames(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const isSet = await Promise.all(
    folders.map((name) => exists(join(root, name, "policyset.yaml"))),
  );
  return folders.filter((_, index) => isSet[index]).toSorted();
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** `within` are the sets that this one is a part of. */
async function readSet(root: string, name: string, within: readonly string[]): Promise<PolicySet> {
  const path = join(root, name, "policyset.yaml");
  if (within.includes(name)) throw new UserError(`${path}: the set contains itself`);
  const file = await readSetFile(path);
  const parts = await Promise.all(
    (file.sets ?? []).map((part) => readSet(root, part, [...within, name])),
  );
  const own = await readOwnPolicies(join(root, name), file.policies ?? []);
  const policies = uniqueByName([...parts.flatMap((part) => part.policies), ...own]);
  return {
    name: file.name,
    title: file.title,
    summary: file.summary.trim(),
    source: file.source,
    policies,
  };
}

async function readSetFile(path: string): Promise<SetFile> {
  const { documents, problems } = await loadDocuments([path]);
  refuse(problems);
  const [document] = documents;
  if (document === undefined) throw new UserError(`${path} is empty`);
  const issues: ShapeIssue[] = [];
  const file = setFile(document.value, [], issues);
  refuse(issues.map((issue) => ({ ...issue, at: document.locate(issue.path) })));
  if (file === undefined) throw new UserError(`${path} is not a policy set`);
  return file;
}

async function readOwnPolicies(
  folder: string,
  names: readonly string[],
): Promise<readonly Policy[]> {
  const files = names.map((name) => join(folder, name, `${name}.yaml`));
  const { documents, problems } = await loadDocuments(files);
  refuse(problems);
  const read = readPolicies(documents);
  refuse(read.problems);
  refuse(read.unsupported.map(({ reason, place }) => ({ message: reason, at: place })));
  return read.policies;
}

/** A shipped set has to be whole: a scan with a part of it would look cleaner than it is. */
function refuse(problems: readonly Problem[]): void {
  const errors = problems.filter(({ level }) => level !== "warning");
  if (errors.length > 0) throw new UserError(errors.map(formatProblem).join("\n"));
}

function uniqueByName(policies: readonly Policy[]): readonly Policy[] {
  return [...new Map(policies.map((policy) => [policy.name, policy] as const)).values()];
}
