import type { Json, JsonObject } from "../../../manifest/resource.ts";
import type { ClassicRule } from "../../../policy/cluster-policy.ts";
import { Failure } from "../failure.ts";
import { resolveReferences } from "../variables/references.ts";
import { allowedVariables, type CheckVariable } from "./allowed-variables.ts";
import { visitTexts } from "./visit-texts.ts";

const VARIABLE = /(?:^|[^\\])(\{\{(?:\{[^{}]*\}|[^{}])*\}\})/g;

/** Why a rule's variables keep its policy from loading: in filters, misspelt, or of nothing that the rule has. */
export function checkVariables(rule: ClassicRule, isBackground: boolean): string | undefined {
  const found = filterVariables(rule) ?? ruleVariables(rule, isBackground);
  return found === undefined ? undefined : `policy contains invalid variables: ${found}`;
}

/** Filters are not substituted. */
function filterVariables({ name, match, exclude }: ClassicRule): string | undefined {
  if (hasVariable(exclude)) return `rule "${name}" should not have variables in exclude section`;
  if (hasVariable(match)) return `rule "${name}" should not have variables in match section`;
  return undefined;
}

function hasVariable(value: object | undefined): boolean {
  const text = JSON.stringify(value ?? {});
  return text.includes("{{") && text.search(VARIABLE) >= 0;
}

function ruleVariables(rule: ClassicRule, isBackground: boolean): string | undefined {
  const { mutate, ...outside } = rule;
  const isExisting = mutate?.["targets"] !== undefined;
  const found = unresolvable(
    isExisting ? outside : rule,
    allowedVariables(rule, { isBackground, isTarget: false }),
  );
  if (found !== undefined) {
    return isExisting
      ? `invalid variables defined at mutate.targets[0]: ${found}`
      : `variable substitution failed for rule ${rule.name}: ${found}`;
  }
  if (!isExisting) return undefined;
  const inTargets = unresolvable(rule, allowedVariables(rule, { isBackground, isTarget: true }));
  return inTargets && `variable substitution failed for rule ${rule.name}: ${inTargets}`;
}

/** A rule is JSON; the conditions on attestations are about what these hold, which nobody knows yet. */
function jsonOf({ verifyImages, ...rest }: ClassicRule): JsonObject {
  const images = verifyImages?.map((image) => ({ ...image, attestations: [] }));
  const fields: Readonly<Record<string, unknown>> = { ...rest, verifyImages: images };
  return Object.fromEntries(Object.entries(fields).filter(isJsonField));
}

function isJsonField(field: [string, unknown]): field is [string, Json] {
  return field[1] !== undefined;
}

function unresolvable(rule: ClassicRule, check: CheckVariable): string | undefined {
  const written = JSON.stringify(rule);
  const hasReferences = written.includes("$(");
  if (!written.includes("{{") && !hasReferences) return undefined;
  const document = hasReferences ? resolveReferences(jsonOf(rule)) : jsonOf(rule);
  if (document instanceof Failure) return document.message;
  return visitTexts(document, (text, path, isKey) => {
    // Kyverno looks at keys twice, the second time without their escapes.
    let rest = isKey ? text.replaceAll(String.raw`\{{`, "{{") : text;
    while (rest.includes("{{")) {
      const variables = variablesIn(rest);
      if (variables.length === 0) return undefined;
      for (const variable of variables) {
        const query = queryOf(variable);
        const refusal = query === "@" ? undefined : check(query);
        if (refusal !== undefined) {
          return refusal.isUnknown
            ? refusal.message
            : `failed to resolve ${query} at path ${path()}: ${refusal.message}`;
        }
        // Kyverno fills in null and looks again, which finds what a variable stood in.
        rest = rest.replace(variable, "null");
      }
    }
    return undefined;
  });
}

/** Why a rule's variables are in the wrong place: a foreach's element outside of any foreach. */
export function checkElements(rule: ClassicRule): string | undefined {
  if (!JSON.stringify(rule).includes("element")) return undefined;
  return visitTexts(jsonOf(rule), (text, path) => {
    if (!text.includes("{{")) return undefined;
    const place = path();
    if (place.includes("/foreach/")) return undefined;
    const element = variablesIn(text)
      .map(queryOf)
      .find((query) => query.startsWith("element"));
    return element === undefined
      ? undefined
      : `variable '${element}' present outside of foreach at path ${place}`;
  });
}

/** Every `{{ … }}` that no backslash stands before. */
function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(([, variable = ""]) => variable);
}

function queryOf(variable: string): string {
  const inner = variable.replaceAll("{{", "").replaceAll("}}", "").trim();
  return inner.startsWith("-") ? inner.slice(1).trim() : inner;
}
