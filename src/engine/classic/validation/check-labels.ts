import { isMapping } from "../../../manifest/path.ts";
import type { ClassicRule } from "../../../policy/cluster-policy.ts";

/** Why a rule's patterns or patches can't be: labels and annotations that are no texts. */
export function checkLabels({ validate, mutate }: ClassicRule): string | undefined {
  const bodies = [
    validate?.pattern,
    validate?.anyPattern,
    ...(validate?.foreach ?? []).map(({ pattern }) => pattern),
    mutate,
  ];
  return bodies.every(hasTextLabels)
    ? undefined
    : 'labels and annotations supports only string values, "use double quotes around the non string values"';
}

/** Below metadata, or beside it, Kyverno does not look. */
function hasTextLabels(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(hasTextLabels);
  if (!isMapping(value)) return true;
  const { metadata } = value;
  if (metadata === undefined) return Object.values(value).every(hasTextLabels);
  if (!isMapping(metadata)) return true;
  return [metadata["labels"], metadata["annotations"]].every(isOfTexts);
}

function isOfTexts(value: unknown): boolean {
  return !isMapping(value) || Object.values(value).every((text) => typeof text === "string");
}
