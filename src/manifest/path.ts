/** Keys and indexes from a document's root. */
export type Path = readonly (string | number)[];

/** `spec.rules[0].name`; keys that are no plain names stand in brackets, as in `metadata.labels[a.b/c]`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number" || !/^[A-Za-z_$][\w$-]*$/.test(step)) text += `[${step}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** The value at `path`, own properties only; undefined when there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (Array.isArray(value)) value = typeof step === "number" ? value[step] : undefined;
    else value = isMapping(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** Whether a value is an object with keys, not a list. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
