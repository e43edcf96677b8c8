import type { FailedCheck } from "./run-checks.ts";
import type { BadValue, FieldError } from "./violation.ts";

/**
 * Kyverno's text of violated checks. `specPath` is where the object keeps the pod's spec; annotations are always said
 * to be a template's, those of a Pod too.
 */
export function formatViolations(failed: readonly FailedCheck[], specPath: string): string {
  return failed
    .map(({ reason, errors }) => {
      const fields = errors.map((error) => formatError(error, specPath)).join(", ");
      return `(Forbidden reason: ${reason}, field error list: [${fields}])`;
    })
    .join("");
}

function formatError({ field, kind, badValue }: FieldError, specPath: string): string {
  const path = pathOf(field, specPath);
  if (kind === "required") return `${path}: Required value`;
  if (badValue === undefined) return `${path}: Forbidden`;
  return `${path} is forbidden, forbidden values found: ${formatBadValue(badValue)}`;
}

function pathOf(field: string, specPath: string): string {
  const path = specPath === "spec" ? field : field.replaceAll("spec", specPath);
  return path.includes("metadata") ? path.replaceAll("metadata", "spec.template.metadata") : path;
}

function formatBadValue(badValue: BadValue): string {
  return typeof badValue === "object" ? `[${badValue.join(" ")}]` : String(badValue);
}
