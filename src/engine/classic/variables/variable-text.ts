import { Failure } from "../failure.ts";
import { queryDocument, type ContextDocument } from "../context-document.ts";
import { compileContextQuery, type ContextQuery } from "./context-query.ts";
import { jsonText } from "./json-text.ts";
import { selfReference } from "./self-reference.ts";

/** Fills in the variables of one text: a value, a `Failure` in Kyverno's words otherwise. */
export type FillIn = (document: ContextDocument) => unknown;

const VARIABLE = /\{\{(?:\{[^{}]*\}|[^{}])*\}\}/g;
const UNESCAPED = /(^|[^\\])(\{\{(?:\{[^{}]*\}|[^{}])*\}\})/g;
const ESCAPED = /\\(\{\{(?:\{[^{}]*\}|[^{}])*\}\})/g;

/** Whether a text has variables, or escaped ones. */
export function hasVariables(text: string): boolean {
  return text.includes("{{");
}

/** Compiles a text with `{{ variables }}`; `path` is its place in the document it stands in, for messages and `{{ @ }}`. */
export function compileText(text: string, path: string): string | FillIn {
  if (!hasVariables(text)) return text;
  const pieces = splitText(text);
  if (pieces === undefined) return (document) => fillInRounds(document, text, path);
  const { literals, variables } = pieces;
  const [first] = variables;
  if (first === undefined) return text;
  const compiled = variables.map((variable) => compileVariable(variable, path));
  const [only] = compiled;
  if (only !== undefined && compiled.length === 1 && first.length === text.length) return only;
  return (document) =>
    fillInPieces(document, literals, compiled) ?? fillInRounds(document, text, path);
}

interface Pieces {
  /** One more than variables: what stands around them. */
  readonly literals: readonly string[];
  readonly variables: readonly string[];
}

/** Undefined for texts whose variables depend on others' values: nested, escaped or shallow ones. */
function splitText(text: string): Pieces | undefined {
  const variables = text.match(VARIABLE) ?? [];
  const literals = text.split(VARIABLE);
  if (variables.some(isShallow)) return undefined;
  if (literals.some((literal) => literal.includes("{{") || literal.endsWith("\\")))
    return undefined;
  return { literals, variables };
}

function isShallow(variable: string): boolean {
  return /^\{\{\s*-/u.test(variable);
}

/** Undefined where a value could hold a variable itself, or escapes what follows it. */
function fillInPieces(
  document: ContextDocument,
  literals: readonly string[],
  variables: readonly FillIn[],
): unknown {
  let text = literals[0] ?? "";
  for (const [index, variable] of variables.entries()) {
    const value = variable(document);
    if (value instanceof Failure) return value;
    const piece = typeof value === "string" ? value : jsonText(value);
    if (piece.includes("{") && piece.includes("{{")) return undefined;
    const next = literals[index + 1] ?? "";
    if (next === "" && piece.endsWith("\\")) return undefined;
    text += piece + next;
  }
  return text.includes("{{") ? undefined : text;
}

/** Kyverno's own way: replace what the text holds, look again, until no variable is left. */
function fillInRounds(document: ContextDocument, source: string, path: string): unknown {
  let text = source;
  let brought = 0;
  for (let round = 0; ; round += 1) {
    const found = variablesIn(text);
    if (found.length === 0) break;
    brought += round === 0 ? 0 : found.length;
    for (const variable of found) {
      if (brought > MAX_BROUGHT || (brought > 0 && text.length > MAX_LENGTH))
        return endless(variable, path);
      const value = compileVariable(variable, path)(document);
      if (value instanceof Failure || text === variable) return value;
      text = replaceOnce(text, variable, typeof value === "string" ? value : jsonText(value));
    }
    if (found.some(isShallow)) break;
  }
  return text.replaceAll(ESCAPED, "$1");
}

function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(UNESCAPED)].map(([, , variable = ""]) => variable);
}

/** Values that bring variables that bring variables would hang Kyverno; nothing real brings as many or grows as long. */
const MAX_BROUGHT = 256;
const MAX_LENGTH = 2 ** 23;

function endless(variable: string, path: string): Failure {
  return new Failure(`failed to resolve ${variable} at path ${path}: its value never ends`);
}

function replaceOnce(text: string, variable: string, value: string): string {
  for (let at = text.indexOf(variable); at >= 0; at = text.indexOf(variable, at + 1)) {
    if (text[at - 1] !== "\\") return text.slice(0, at) + value + text.slice(at + variable.length);
  }
  return text;
}

const REQUEST_OBJECT = "request.object";

/** Compiles one `{{ variable }}`. */
function compileVariable(variable: string, path: string): FillIn {
  const inner = variable.replaceAll("{{", "").replaceAll("}}", "").trim();
  const shallow = inner.startsWith("-");
  const written = shallow ? inner.slice(1).trim() : inner;
  const text = written === "@" ? selfReference(path) : written;
  const query = compileContextQuery(text);
  const onDelete = text.includes(REQUEST_OBJECT)
    ? compileContextQuery(text.replaceAll(REQUEST_OBJECT, "request.oldObject"))
    : query;
  return (document) => {
    const asked = document.session.isDelete ? onDelete : query;
    const value = queryDocument(document, asked);
    if (value instanceof Failure) return unresolved(asked, path, value);
    if (shallow && typeof value !== "string")
      return new Failure(`failed to resolve ${asked.text} at path ${path}: its value is no string`);
    return value;
  };
}

function unresolved(query: ContextQuery, path: string, { message, isNotFound }: Failure): Failure {
  return new Failure(`failed to resolve ${query.text} at path ${path}: ${message}`, isNotFound);
}
