import { goQuote } from "./go-quote.ts";
import { labelValueErrors, qualifiedNameErrors } from "./kubernetes-names.ts";

/** A `metav1.LabelSelector` as written; every requirement must hold. */
export interface LabelSelectorSpec {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

type Labels = Readonly<Record<string, string>>;

/** A selector that can be asked, or apimachinery's words for why it is none. */
export type LabelSelectorCompilation =
  | { readonly ok: true; readonly matches: (labels: Labels | undefined) => boolean }
  | { readonly ok: false; readonly error: string };

/** Compiles a selector as apimachinery's `LabelSelectorAsSelector` does: none selects nothing, an empty one everything. */
export function compileLabelSelector(
  selector: LabelSelectorSpec | null | undefined,
): LabelSelectorCompilation {
  if (selector === null || selector === undefined) return { ok: true, matches: () => false };
  const requirements: ((labels: Labels) => boolean)[] = [];
  // Go walks the map in random order; sorted, the first error is at least always the same.
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}).toSorted(byKey)) {
    const errors = requirementErrors(key, [value], undefined);
    if (errors.length > 0) return { ok: false, error: aggregate(errors) };
    requirements.push((labels) => Object.hasOwn(labels, key) && labels[key] === value);
  }
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const test = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
    if (test === undefined)
      return { ok: false, error: `${goQuote(operator)} is not a valid label selector operator` };
    const errors = requirementErrors(key, values, operator);
    if (errors.length > 0) return { ok: false, error: aggregate(errors) };
    requirements.push((labels) => test(labels, key, values));
  }
  return { ok: true, matches: (labels = {}) => requirements.every((holds) => holds(labels)) };
}

const OPERATORS: Readonly<
  Record<string, (labels: Labels, key: string, values: readonly string[]) => boolean>
> = {
  In: (labels, key, values) => Object.hasOwn(labels, key) && values.includes(labels[key] ?? ""),
  NotIn: (labels, key, values) =>
    !Object.hasOwn(labels, key) || !values.includes(labels[key] ?? ""),
  Exists: (labels, key) => Object.hasOwn(labels, key),
  DoesNotExist: (labels, key) => !Object.hasOwn(labels, key),
};

function requirementErrors(
  key: string,
  values: readonly string[],
  operator: string | undefined,
): string[] {
  const errors: string[] = [];
  const keyErrors = qualifiedNameErrors(key);
  if (keyErrors.length > 0)
    errors.push(`key: Invalid value: ${goQuote(key)}: ${keyErrors.join("; ")}`);
  const countError = valueCountError(operator, values);
  if (countError !== undefined)
    errors.push(`values: Invalid value: ${goValues(values)}: ${countError}`);
  for (const [index, value] of values.entries()) {
    const valueErrors = labelValueErrors(value);
    if (valueErrors.length > 0)
      errors.push(
        `values[${index}][${key}]: Invalid value: ${goQuote(value)}: ${valueErrors.join("; ")}`,
      );
  }
  return errors;
}

function valueCountError(
  operator: string | undefined,
  values: readonly string[],
): string | undefined {
  if (operator === "In" || operator === "NotIn")
    return values.length > 0 ? undefined : "for 'in', 'notin' operators, values set can't be empty";
  if (operator === "Exists" || operator === "DoesNotExist")
    return values.length === 0
      ? undefined
      : "values set must be empty for exists and does not exist";
  return undefined;
}

/** The copy that Kubernetes makes of no values is nil, which prints as null. */
function goValues(values: readonly string[]): string {
  return values.length === 0 ? "null" : JSON.stringify(values);
}

function aggregate(errors: readonly string[]): string {
  const unique = [...new Set(errors)];
  return unique.length === 1 ? (unique[0] ?? "") : `[${unique.join(", ")}]`;
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
