import type { z } from "zod";
import { didYouMean } from "../app/did-you-mean.ts";
import { nearestName } from "../manifest/nearest-name.ts";
import { UserError } from "../manifest/user-error.ts";
import type { Services } from "../app/services.ts";
import type { Answer, Tool } from "./define-tool.ts";
import { exampleCall } from "./tool-schema.ts";

/** A call that may run, and remarks on its arguments that the caller should see. */
export interface CheckedInput {
  readonly run: (services: Services) => Promise<Answer>;
  readonly warnings: readonly string[];
}

/**
 * Arguments brought to the tool's own spelling and checked against its schema. Throws a `UserError` that names every
 * wrong argument, the nearest valid one and how a right call looks.
 */
export function checkInput(tool: Tool, args: Readonly<Record<string, unknown>>): CheckedInput {
  const { renamed, warnings, problems } = respell(tool, args);
  const parsed = tool.parse(renamed);
  const issues = parsed.ok ? [] : parsed.issues;
  const all = [...problems, ...issues.flatMap((issue) => describeIssue(issue, tool, renamed))];
  if (parsed.ok && all.length === 0) return { run: parsed.run, warnings };
  throw new UserError(`${tool.name} was not run: ${all.join("; ")}.`, {
    hint: `call ${tool.name} again, for example with ${JSON.stringify(exampleCall(tool))}`,
  });
}

interface Respelled {
  readonly renamed: Record<string, unknown>;
  readonly warnings: string[];
  readonly problems: string[];
}

/** Old spellings and other letter cases (`policy_sets`) become the tool's own arguments; two spellings of one argument are a problem. */
function respell(tool: Tool, args: Readonly<Record<string, unknown>>): Respelled {
  const result: Respelled = { renamed: Object.create(null), warnings: [], problems: [] };
  for (const [given, value] of Object.entries(args)) {
    if (value === undefined || value === null) continue;
    const name = argumentFor(tool, given);
    if (name === null)
      result.warnings.push(
        `${given} is ignored: policy sets come with the server, not from a git branch`,
      );
    else if (name in result.renamed)
      result.problems.push(`argument ${quote(given)} repeats ${quote(name)}`);
    else result.renamed[name] = value;
  }
  return result;
}

function argumentFor(tool: Tool, given: string): string | null {
  const known = Object.keys(tool.input.shape);
  if (known.includes(given)) return given;
  const spellings = new Map(Object.entries(tool.spellings));
  const spelling = spellings.get(given) ?? spellings.get(camelCase(given));
  if (spelling !== undefined) return spelling;
  if (spellings.has(given) || spellings.has(camelCase(given))) return null;
  return known.includes(camelCase(given)) ? camelCase(given) : given;
}

function camelCase(name: string): string {
  return name.replaceAll(/[_-]+([a-zA-Z])/gu, (_, letter: string) => letter.toUpperCase());
}

function describeIssue(
  issue: z.core.$ZodIssue,
  tool: Tool,
  input: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownArgument(key, tool, [...issue.path]));
  }
  const argument = issue.path.length === 0 ? "input" : formatPath(issue.path);
  const value = valueAt(input, issue.path);
  return [`argument ${quote(argument)} ${describeValue(issue, value)}`];
}

function unknownArgument(key: string, tool: Tool, path: readonly PropertyKey[]): string {
  if (path.length > 0)
    return `argument ${quote(formatPath(path))} has an unknown field ${quote(key)}`;
  const known = Object.keys(tool.input.shape);
  const list = known.length === 0 ? "it takes none" : `it takes ${known.join(", ")}`;
  return `unknown argument ${quote(key)}${didYouMean(key, known).replace(/^ D/u, ", d").replace(/\?$/u, "")} (${list})`;
}

function describeValue(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_type") {
    return value === undefined
      ? "is missing"
      : `must be ${article(issue.expected)}, not ${show(value)}`;
  }
  if (issue.code === "invalid_value") return describeChoice(issue.values.map(String), value);
  if (issue.code === "too_big") {
    return `must be at most ${issue.maximum}${unitOf(issue.origin)}${sizeOf(value)}`;
  }
  if (issue.code === "too_small") {
    return `must be at least ${issue.minimum}${unitOf(issue.origin)}${sizeOf(value)}`;
  }
  return `is not valid: ${issue.message}, given ${show(value)}`;
}

function describeChoice(values: readonly string[], value: unknown): string {
  const near = typeof value === "string" ? nearestName(value, values) : undefined;
  const hint = near === undefined ? "" : ` (nearest: ${near})`;
  return `must be one of ${values.join(", ")}, not ${show(value)}${hint}`;
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters long";
  return origin === "array" ? " entries long" : "";
}

function sizeOf(value: unknown): string {
  if (typeof value === "string") return `, not ${value.length}`;
  if (Array.isArray(value)) return `, not ${value.length}`;
  return `, not ${show(value)}`;
}

function article(type: string): string {
  return `${/^[aeiou]/u.test(type) ? "an" : "a"} ${type}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function quote(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 59)}…` : name);
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : String(part)))
    .join(".")
    .replaceAll(".[", "[");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
