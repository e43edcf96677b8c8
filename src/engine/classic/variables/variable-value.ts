import type { Json, JsonObject } from "../../../manifest/resource.ts";
import { goQuote } from "../../../values/go-quote.ts";
import type { ContextDocument } from "../context-document.ts";
import { Failure } from "../failure.ts";
import { resolveReferences } from "./references.ts";
import { compileText, type FillIn } from "./variable-text.ts";

/** A JSON value whose variables are compiled; `constant` where it has none. */
export type VariableValue =
  | { readonly kind: "constant"; readonly value: Json }
  | { readonly kind: "variable"; readonly fillIn: FillIn };

/**
 * Compiles the references and variables of every text and key of a document; parts without any are shared, not copied.
 * `path` is where the document stands, for messages.
 */
export function compileVariableValue(document: Json, path = ""): VariableValue {
  const resolved = resolveReferences(document);
  return resolved instanceof Failure
    ? { kind: "variable", fillIn: () => resolved }
    : compileVariables(resolved, path);
}

/** Compiles a text with references and variables. */
export function compileVariableText(text: string, path = ""): string | FillIn {
  const compiled = compileVariableValue(text, path);
  if (compiled.kind === "variable") return compiled.fillIn;
  return typeof compiled.value === "string" ? compiled.value : text;
}

function compileVariables(value: Json, path: string): VariableValue {
  if (typeof value === "string") return ofText(compileText(value, path));
  if (typeof value !== "object" || value === null) return { kind: "constant", value };
  return isList(value) ? compileList(value, path) : compileMap(value, path);
}

function ofText(text: string | FillIn): VariableValue {
  return typeof text === "string"
    ? { kind: "constant", value: text }
    : { kind: "variable", fillIn: text };
}

function compileList(list: readonly Json[], path: string): VariableValue {
  const items = list.map((item, index) => compileVariables(item, `${path}/${index}`));
  if (items.every(({ kind }) => kind === "constant")) return { kind: "constant", value: list };
  const fillIn: FillIn = (document) => {
    const filled: unknown[] = [];
    for (const item of items) {
      const value = valueOf(item, document);
      if (value instanceof Failure) return value;
      filled.push(value);
    }
    return filled;
  };
  return { kind: "variable", fillIn };
}

interface Member {
  readonly key: string | FillIn;
  readonly written: string;
  readonly value: VariableValue;
}

function compileMap(map: JsonObject, path: string): VariableValue {
  const members: readonly Member[] = Object.entries(map).map(([written, item]) => ({
    written,
    key: compileText(written, path),
    value: compileVariables(item, `${path}/${written.replaceAll("/", String.raw`\/`)}`),
  }));
  const isConstant = members.every(
    ({ key, value }) => typeof key === "string" && value.kind === "constant",
  );
  return isConstant
    ? { kind: "constant", value: map }
    : { kind: "variable", fillIn: (document) => fillInMap(members, document) };
}

function fillInMap(members: readonly Member[], document: ContextDocument): unknown {
  const filled: (readonly [string, unknown])[] = [];
  for (const { key, written, value } of members) {
    const item = valueOf(value, document);
    if (item instanceof Failure) return item;
    const name = typeof key === "string" ? key : key(document);
    if (name instanceof Failure) return name;
    if (typeof name !== "string")
      return new Failure(`expected string after substituting variables in key ${goQuote(written)}`);
    filled.push([name, item]);
  }
  return Object.fromEntries(filled);
}

/** The value with its variables filled in, or a `Failure`. */
export function valueOf(value: VariableValue, document: ContextDocument): unknown {
  return value.kind === "constant" ? value.value : value.fillIn(document);
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
