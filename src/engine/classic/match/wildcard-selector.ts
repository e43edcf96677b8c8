import type { JsonObject } from "../../../manifest/resource.ts";
import { compileLabelSelector, type LabelSelectorSpec } from "../../../values/label-selector.ts";
import { labelValueErrors, qualifiedNameErrors } from "../../../values/kubernetes-names.ts";
import { compileWildcard, hasWildcard } from "../../../values/wildcard.ts";
import type { Labels } from "../../match/labels.ts";
import { readLabelSelector } from "./read-label-selector.ts";

/** Whether labels are selected; a selector that Kubernetes would refuse selects nothing. */
export type SelectLabels = (labels: Labels) => boolean;

/**
 * Compiles a selector whose matchLabels may have wildcards in keys and values: Kyverno puts a label that fits in their
 * place and asks Kubernetes then. Where several labels fit Kyverno takes any of them; this selector tries them all.
 */
export function compileWildcardSelector(json: JsonObject): SelectLabels {
  const { matchLabels = {}, matchExpressions = [] } = readLabelSelector(json);
  const pairs = Object.entries(matchLabels);
  const rest: LabelSelectorSpec = {
    matchLabels: Object.fromEntries(pairs.filter((pair) => !isWild(pair))),
    matchExpressions,
  };
  const selector = compileLabelSelector(rest);
  if (!selector.ok) return () => false;
  const wild = pairs.filter((pair) => isWild(pair)).map(([key, value]) => compilePair(key, value));
  if (wild.length === 0) return selector.matches;
  return (labels) => selector.matches(labels) && wild.every((holds) => holds(labels));
}

function isWild([key, value]: readonly [string, string]): boolean {
  return hasWildcard(key) || hasWildcard(value);
}

function compilePair(keyPattern: string, valuePattern: string): SelectLabels {
  const keyMatches = compileWildcard(keyPattern);
  const valueMatches = compileWildcard(valuePattern);
  return (labels) => {
    for (const key of Object.keys(labels)) {
      const value = labels[key] ?? "";
      if (keyMatches(key) && valueMatches(value) && isLabel(key, value)) return true;
    }
    return false;
  };
}

/** What nearly every label looks like. */
const PLAIN = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** What stands on the object must be a label that Kubernetes allows, or the selector made of it is refused. */
function isLabel(key: string, value: string): boolean {
  if (PLAIN.test(key) && PLAIN.test(value)) return true;
  return qualifiedNameErrors(key).length === 0 && labelValueErrors(value).length === 0;
}
