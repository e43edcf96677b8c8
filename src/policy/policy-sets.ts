import { access, readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { loadDocuments } from "../manifest/load-documents.ts";
import { nearestFirst } from "../manifest/nearest-name.ts";
import { UserError } from "../manifest/user-error.ts";
import type { Policy } from "./policy.ts";
import { readPolicies } from "./read-policies.ts";
import { readSetFile, refuseProblems } from "./set-file.ts";
import { parameterDefect, usesParameter, type SetParameter } from "./set-parameters.ts";

/** Policies that belong together: a folder with a `policyset.yaml`. */
export interface PolicySet {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The standard or guide that the set follows. */
  readonly source: string;
  /** Its own policies and those of the sets it includes. */
  readonly policies: readonly Policy[];
  /** Names of the sets it includes. */
  readonly includes: readonly string[];
  /** Its own and those of the sets it includes. */
  readonly parameters: readonly SetParameter[];
}

export interface PolicySetOptions {
  /** Folders of sets, or sets themselves; the package's own by default. */
  readonly roots?: readonly string[];
}

/** Where the sets lie that ship with the program. */
export const SHIPPED_SETS = join(import.meta.dirname, "../../policysets");

interface Shelf {
  /** Folder of each set, by name: a set's folder has its name. */
  readonly folders: ReadonlyMap<string, string>;
  /** Policies that were read, by file: sets that share some share the objects, which are compiled once. */
  readonly read: Map<string, Promise<readonly Policy[]>>;
}

/** Every set, in order of name. */
export async function listPolicySets(
  options: PolicySetOptions = {},
): Promise<readonly PolicySet[]> {
  const shelf = await findSets(options);
  const names = [...shelf.folders.keys()].toSorted();
  return Promise.all(names.map((name) => readSet(name, shelf, [])));
}

/** One set with its policies; a `UserError` that lists the sets, the nearest first, when there is none of that name. */
export async function loadPolicySet(
  name: string,
  options: PolicySetOptions = {},
): Promise<PolicySet> {
  return readSet(name, await findSets(options), []);
}

async function findSets({ roots = [SHIPPED_SETS] }: PolicySetOptions): Promise<Shelf> {
  const found = await Promise.all(roots.map(setFoldersIn));
  const folders = new Map<string, string>();
  for (const folder of found.flat()) {
    const name = basename(folder);
    const other = folders.get(name);
    if (other !== undefined && other !== folder) {
      throw new UserError(`two folders hold a policy set "${name}": ${other} and ${folder}`, {
        hint: "rename yours, folder and name in policyset.yaml",
      });
    }
    folders.set(name, folder);
  }
  return { folders, read: new Map() };
}

async function setFoldersIn(root: string): Promise<readonly string[]> {
  const folder = resolve(root);
  if (await isSet(folder)) return [folder];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) {
    throw new UserError(`${root}: no such folder`, {
      hint: "name a folder that holds a policyset.yaml, or a folder of such folders",
    });
  }
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
  const flags = await Promise.all(folders.map(isSet));
  const sets = folders.filter((_, index) => flags[index]);
  if (sets.length > 0) return sets;
  throw new UserError(`${root} holds no policy set`, {
    hint: "a policy set is a folder with a policyset.yaml",
  });
}

async function isSet(folder: string): Promise<boolean> {
  return access(join(folder, "policyset.yaml")).then(
    () => true,
    () => false,
  );
}

/** `within` are the sets that this one is a part of. */
async function readSet(name: string, shelf: Shelf, within: readonly string[]): Promise<PolicySet> {
  const { folders } = shelf;
  const folder = folders.get(name);
  const parent = folders.get(within.at(-1) ?? "");
  if (folder === undefined) {
    const prefix = parent === undefined ? "" : `${join(parent, "policyset.yaml")}: `;
    throw new UserError(`${prefix}there is no policy set "${name}"`, {
      hint: `one of ${nearestFirst(name, folders.keys()).join(", ")}`,
    });
  }
  const path = join(folder, "policyset.yaml");
  if (within.includes(name)) throw new UserError(`${path}: the set contains itself`);
  const file = await readSetFile(path);
  if (file.name !== name) {
    throw new UserError(`${path}: the set is named "${file.name}" and its folder "${name}"`, {
      hint: "give both the same name",
    });
  }
  const included = await Promise.all(
    file.includes.map((part) => readSet(part, shelf, [...within, name])),
  );
  const own = await readListed(folder, file.policies, shelf);
  for (const parameter of file.parameters) {
    const defect = parameterDefect(parameter, own);
    if (defect !== undefined) throw new UserError(`${path}: ${defect}`);
  }
  const { title, summary, source, includes } = file;
  return {
    name,
    title,
    summary,
    source,
    includes,
    policies: uniqueByName([...included.flatMap((part) => part.policies), ...own]),
    parameters: uniqueByName([
      ...included.flatMap((part) => part.parameters),
      ...(await parametersOfPicks(file.policies, own, shelf)),
      ...file.parameters,
    ]),
  };
}

/** What other sets let be set on the policies that were picked from them. */
async function parametersOfPicks(
  names: readonly string[],
  policies: readonly Policy[],
  { folders }: Shelf,
): Promise<readonly SetParameter[]> {
  const sets = names.flatMap((listed) => (listed.includes("/") ? [listed.split("/", 1)[0]] : []));
  const homes = [...new Set(sets)].flatMap((set) => folders.get(set ?? "") ?? []);
  const files = await Promise.all(homes.map((home) => readSetFile(join(home, "policyset.yaml"))));
  return files
    .flatMap(({ parameters }) => parameters)
    .filter((parameter) => policies.some((policy) => usesParameter(policy, parameter.name)));
}

/** The policies that a set lists: its own by name, another set's as `SET/NAME`. */
async function readListed(
  folder: string,
  names: readonly string[],
  { folders, read }: Shelf,
): Promise<readonly Policy[]> {
  const reading = names.map((listed) => {
    const [set = "", name] = listed.split("/", 2);
    const home = name === undefined ? folder : (folders.get(set) ?? join(folder, "..", set));
    const own = name ?? set;
    const path = join(home, own, `${own}.yaml`);
    const policies = read.get(path) ?? readPolicyFile(path);
    read.set(path, policies);
    return policies;
  });
  return (await Promise.all(reading)).flat();
}

async function readPolicyFile(path: string): Promise<readonly Policy[]> {
  const { documents, problems } = await loadDocuments([path]);
  refuseProblems(problems);
  const read = readPolicies(documents);
  refuseProblems(read.problems);
  refuseProblems(read.unsupported.map(({ reason, place }) => ({ message: reason, at: place })));
  return read.policies;
}

function uniqueByName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [item.name, item] as const)).values()];
}
