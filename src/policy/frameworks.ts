import { access } from "node:fs/promises";
import { join } from "node:path";
import { loadDocuments } from "../manifest/load-documents.ts";
import { nearestFirst } from "../manifest/nearest-name.ts";
import { UserError } from "../manifest/user-error.ts";
import { list, object, text, type ShapeIssue } from "./kinds/shape.ts";
import { refuseProblems } from "./set-file.ts";

/** A standard or guide whose controls policies check, wholly or in part. */
export interface Framework {
  readonly id: string;
  readonly title: string;
  /** URL of the text. */
  readonly source: string;
  readonly controls: readonly Control[];
}

/** One requirement of a framework, and the names of the policies that check it. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly policies: readonly string[];
}

const frameworkList = list(
  object<Framework>(
    {
      id: text(),
      title: text(),
      source: text(),
      controls: list(
        object<Control>({ id: text(), title: text(), policies: list(text()) }, [
          "id",
          "title",
          "policies",
        ]),
      ),
    },
    ["id", "title", "source", "controls"],
  ),
);

/** The frameworks of `frameworks.yaml` in each of the folders that has one; several folders may add controls and policies to the same framework. */
export async function loadFrameworks(folders: readonly string[]): Promise<readonly Framework[]> {
  const files = await Promise.all(folders.map(readFrameworks));
  const byId = new Map<string, Framework>();
  for (const framework of files.flat()) {
    const known = byId.get(framework.id);
    byId.set(
      framework.id,
      known === undefined
        ? framework
        : { ...known, controls: mergeControls([...known.controls, ...framework.controls]) },
    );
  }
  return [...byId.values()];
}

async function readFrameworks(folder: string): Promise<readonly Framework[]> {
  const path = join(folder, "frameworks.yaml");
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return [];
  const { documents, problems } = await loadDocuments([path]);
  refuseProblems(problems);
  const [document] = documents;
  if (document === undefined) return [];
  const issues: ShapeIssue[] = [];
  const read = frameworkList(document.value, [], issues);
  refuseProblems(issues.map((issue) => ({ ...issue, at: document.locate(issue.path) })));
  return read ?? [];
}

function mergeControls(controls: readonly Control[]): readonly Control[] {
  return [...Map.groupBy(controls, ({ id }) => id).values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    return [{ ...first, policies: [...new Set(same.flatMap(({ policies }) => policies))] }];
  });
}

/** The framework of that id; a `UserError` with the ids there are, the nearest first. */
export function findFramework(id: string, frameworks: readonly Framework[]): Framework {
  const found = frameworks.find((framework) => framework.id === id);
  if (found !== undefined) return found;
  const ids = frameworks.map((framework) => framework.id);
  throw new UserError(`there is no framework ${JSON.stringify(id)}`, {
    hint: `one of ${nearestFirst(id, ids).join(", ")}`,
  });
}

/** Controls of each framework that a policy checks: `cis-kubernetes-1.10 5.2.2`. */
export function controlsOf(policy: string, frameworks: readonly Framework[]): readonly string[] {
  return frameworks.flatMap(({ id, controls }) =>
    controls
      .filter(({ policies }) => policies.includes(policy))
      .map((control) => `${id} ${control.id}`),
  );
}
