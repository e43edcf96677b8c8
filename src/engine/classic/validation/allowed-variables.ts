import { isMapping } from "../../../manifest/path.ts";
import type { JsonObject } from "../../../manifest/resource.ts";
import type { ClassicRule } from "../../../policy/cluster-policy.ts";
import { matchesWildcard } from "../../../values/wildcard.ts";
import { compileContextQuery } from "../variables/context-query.ts";

/** Says why a rule may not use a variable; undefined when it may. */
export type CheckVariable = (variable: string) => VariableRefusal | undefined;

/** `isUnknown`: the query is fine, but names nothing that the rule has. */
export interface VariableRefusal {
  readonly message: string;
  readonly isUnknown: boolean;
}

/** Kyverno's own expressions, unanchored as they are there: https://kyverno.io/docs/policy-types/cluster-policy/variables/ */
const IN_ADMISSION =
  /request|serviceAccountName|serviceAccountNamespace|element|elementIndex|@|images|image|([a-z_0-9]+\()[^{}]/;
const IN_BACKGROUND =
  /request\.|element|elementIndex|@|images|images\.|image\.|([a-z_0-9]+\()[^{}]/;

/** In a mutate rule for existing objects the target is known, too. */
const OF_TARGETS = [
  /target\.|request|serviceAccountName|serviceAccountNamespace|element|elementIndex|@|images|image|([a-z_0-9]+\()[^{}]/,
  /request\.|element|elementIndex|@|images|images\.|image\.|target\.|([a-z_0-9]+\()[^{}]/,
] as const;

/** Which variables a part of a rule may use. */
export interface VariableScope {
  readonly isBackground: boolean;
  readonly isTarget: boolean;
}

/** The variables of a rule: those of its context entries, and what every rule may use in the given scope. */
export function allowedVariables(
  { context = [], validate, mutate, generate }: ClassicRule,
  { isBackground, isTarget }: VariableScope,
): CheckVariable {
  const [admission, background] = isTarget ? OF_TARGETS : [IN_ADMISSION, IN_BACKGROUND];
  const allowed = isBackground ? background : admission;
  const patterns = [
    ...context,
    ...(validate?.foreach ?? []).flatMap(ownEntries),
    ...entriesBelow(mutate),
    ...entriesBelow(generate),
  ].flatMap(patternsOf);
  return (variable) => {
    const text = variable.trim();
    const { query, error } = compileContextQuery(text);
    if (query === undefined) {
      const message = error.replace(/^incorrect query/u, "invalid JMESPath query");
      return { message, isUnknown: false };
    }
    const unquoted = text.replaceAll('"', "");
    if (allowed.test(unquoted)) return undefined;
    if (patterns.some((pattern) => matchesWildcard(pattern, unquoted))) return undefined;
    return {
      message: `variable ${unquoted} must match regex "${allowed.source}" or patterns [${patterns.join(" ")}]`,
      isUnknown: true,
    };
  };
}

function ownEntries({ context }: JsonObject): readonly JsonObject[] {
  return Array.isArray(context) ? context.filter(isJsonObject) : [];
}

/** The context entries of a mutate or generate block and of everything in it. */
function entriesBelow(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(entriesBelow);
  if (!isJsonObject(value)) return [];
  return [...ownEntries(value), ...Object.values(value).flatMap(entriesBelow)];
}

function isJsonObject(value: unknown): value is JsonObject {
  return isMapping(value);
}

/** An entry's variables as wildcard patterns; a ConfigMap has two fields. */
function patternsOf(entry: JsonObject): readonly string[] {
  const name = typeof entry["name"] === "string" ? entry["name"] : "";
  const whole = VALUE_SOURCES.some((source) => entry[source] !== undefined) ? [`${name}*`] : [];
  if (entry["configMap"] === undefined) return whole;
  const fields = [`${name}.data`, `${name}.metadata`];
  return [...whole, ...fields, ...fields.map((field) => `${field}.*`)];
}

const VALUE_SOURCES = ["apiCall", "imageRegistry", "variable", "globalReference"];
