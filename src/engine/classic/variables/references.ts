import type { Json, JsonObject } from "../../../manifest/resource.ts";
import { formatGoValue } from "../../../values/go-format.ts";
import { formatFixed } from "../../../values/go-number.ts";
import { Failure } from "../failure.ts";

const REFERENCE = /^\$\(.[^ ]*\)|[^\\]\$\(.[^ ]*\)/g;
const ESCAPED = /\\(\$\(.[^ )]*\))/g;
const OPERATOR = /^(?:>=|<=|>|<|!)/;

/** Puts in what `$(./path)` references name in the same document, as Kyverno does before it looks at variables. */
export function resolveReferences(document: Json): Json | Failure {
  return resolveIn(document, "", document);
}

function resolveIn(value: Json, path: string, document: Json): Json | Failure {
  if (typeof value === "string") return resolveText(value, path, document);
  if (typeof value !== "object" || value === null) return value;
  return isList(value) ? resolveList(value, path, document) : resolveMap(value, path, document);
}

function resolveList(list: readonly Json[], path: string, document: Json): Json | Failure {
  const items: Json[] = [];
  for (const [index, item] of list.entries()) {
    const resolved = resolveIn(item, `${path}/${index}`, document);
    if (resolved instanceof Failure) return resolved;
    items.push(resolved);
  }
  return items.every((item, index) => item === list[index]) ? list : items;
}

function resolveMap(map: JsonObject, path: string, document: Json): Json | Failure {
  const members: (readonly [string, Json])[] = [];
  let isSame = true;
  for (const [key, item] of Object.entries(map)) {
    const resolved = resolveIn(item, join(path, key), document);
    if (resolved instanceof Failure) return resolved;
    const name = resolveText(key, path, document);
    if (name instanceof Failure) return name;
    isSame &&= resolved === item && name === key;
    members.push([name, resolved]);
  }
  return isSame ? map : Object.fromEntries(members);
}

function resolveText(text: string, path: string, document: Json): string | Failure {
  if (!text.includes("$(")) return text;
  let resolved = text;
  for (const found of text.match(REFERENCE) ?? []) {
    const before = found.startsWith("$(") ? "" : found.slice(0, 1);
    const reference = found.slice(before.length);
    const value = lookUp(reference, path, document);
    if (value instanceof Failure) return value;
    resolved = resolved.replace(found, () => before + value);
  }
  return resolved.replaceAll(ESCAPED, "$1");
}

function lookUp(reference: string, path: string, document: Json): string | Failure {
  const written = reference.replaceAll(/^[$()]+|[$()]+$/gu, "");
  const operator = OPERATOR.exec(written)?.[0] ?? "";
  const target = written.slice(operator.length);
  if (target === "")
    return new Failure(
      `failed to resolve ${reference} at path ${path}: expected path, found empty reference`,
    );
  const value = leafAt(document, absolute(target, path));
  if (typeof value === "string") return operator + value;
  if (operator === "") return unresolved(reference, path, value);
  if (typeof value !== "number")
    return new Failure(
      `failed to resolve ${reference} at path ${path}: incorrect expression: operator ${operator} does not match with value ${formatGoValue(value)}`,
    );
  return operator + (Number.isInteger(value) ? String(value) : formatFixed(value, 6));
}

function unresolved(reference: string, path: string, value: Json | undefined): Failure {
  return new Failure(
    value === undefined || value === null
      ? `got nil resolved variable ${reference} at path ${path}: <nil>`
      : `NotResolvedReferenceErr,reference ${reference} not resolved at path ${path}`,
  );
}

/** The leaf at a path in which anchors are not written; a map's is the name of its last key, as Kyverno has it. */
function leafAt(document: Json, wanted: string): Json | undefined {
  let found: Json | undefined;
  const visit = (value: Json, path: string): void => {
    if (typeof value !== "object" || value === null) {
      if (withoutAnchors(path) === wanted) found = value;
    } else if (isList(value)) {
      for (const [index, item] of value.entries()) visit(item, `${path}/${index}`);
    } else {
      const isWanted = withoutAnchors(path) === wanted;
      for (const [key, item] of Object.entries(value)) {
        visit(item, join(path, key));
        if (isWanted) found = key;
      }
    }
  };
  visit(document, "");
  return found;
}

function withoutAnchors(path: string): string {
  return path
    .split("/")
    .map((segment) => /^[+<=X^]?\((.+)\)$/u.exec(segment)?.[1] ?? segment)
    .join("/");
}

function absolute(target: string, path: string): string {
  if (target.startsWith("/")) return target;
  const segments: string[] = [];
  for (const segment of `${path}/${target}`.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

function join(path: string, key: string): string {
  return `${path}/${key.replaceAll("/", String.raw`\/`)}`;
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
