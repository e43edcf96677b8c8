import { loadDocuments } from "../manifest/load-documents.ts";
import { formatProblem, type Problem } from "../manifest/problem.ts";
import { UserError } from "../manifest/user-error.ts";
import { json, list, object, text, type ShapeIssue } from "./kinds/shape.ts";
import { PARAMETER_TYPES, readParameterValue, type SetParameter } from "./set-parameters.ts";

/** `policyset.yaml`: what a set is, its own policies, each in a folder of its name beside that file, single policies of other sets (`SET/NAME`), and the sets it includes. */
export interface SetFile {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** URL of the standard or guide that the set follows. */
  readonly source: string;
  readonly policies: readonly string[];
  readonly includes: readonly string[];
  readonly parameters: readonly SetParameter[];
}

type WrittenParameter = Omit<SetParameter, "default"> & { readonly default: unknown };
type WrittenSet = Omit<SetFile, "policies" | "includes" | "parameters" | "title"> & {
  readonly title?: string;
  readonly policies?: readonly string[];
  readonly includes?: readonly string[];
  readonly parameters?: readonly WrittenParameter[];
};

const parameter = object<WrittenParameter>(
  { name: text(), description: text(), type: text(...PARAMETER_TYPES), default: json },
  ["name", "description", "type", "default"],
);

const setFile = object<WrittenSet>(
  {
    name: text(),
    title: text(),
    summary: text(),
    source: text(),
    policies: list(text()),
    includes: list(text()),
    parameters: list(parameter),
  },
  ["name", "summary", "source"],
);

/** Reads a `policyset.yaml`; a `UserError` with every problem and its place when it is not one. */
export async function readSetFile(path: string): Promise<SetFile> {
  const { documents, problems } = await loadDocuments([path]);
  refuseProblems(problems);
  const [document] = documents;
  if (document === undefined) throw new UserError(`${path} is empty`);
  const issues: ShapeIssue[] = [];
  const file = setFile(document.value, [], issues);
  refuseProblems(issues.map((issue) => ({ ...issue, at: document.locate(issue.path) })));
  if (file === undefined) throw new UserError(`${path} is not a policy set`);
  const { policies = [], includes = [], parameters = [] } = file;
  return {
    name: file.name,
    title: file.title ?? file.name,
    summary: file.summary.trim(),
    source: file.source,
    policies,
    includes,
    parameters: parameters.map((written) => readParameter(written, path)),
  };
}

function readParameter(written: WrittenParameter, path: string): SetParameter {
  const value = readParameterValue(written.type, written.default);
  if (value !== undefined) {
    return { ...written, description: written.description.trim(), default: value };
  }
  throw new UserError(
    `${path}: the default of parameter ${written.name} is not of type ${written.type}`,
  );
}

/** A set has to be whole: a scan with a part of it would look cleaner than it is. */
export function refuseProblems(problems: readonly Problem[]): void {
  const errors = problems.filter(({ level }) => level !== "warning");
  if (errors.length > 0) throw new UserError(errors.map(formatProblem).join("\n"));
}
