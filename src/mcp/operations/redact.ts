/** What stands in place of a secret. */
const REDACTED = "[redacted]";

/** Names of fields whose values are nobody's business, whatever they hold. */
const SECRET_NAME =
  /token|authorization|password|passwd|secret|api[-_]?key|private[-_]?key|client[-_]?key|credential|cookie|^data$|^stringdata$/iu;

/** Credentials inside texts: the scheme of an Authorization header, an address with a password, a JSON Web Token, a PEM block. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\b(?<scheme>Bearer|Basic)\s+[\w.~+/=-]+/giu, `$<scheme> ${REDACTED}`],
  [/:\/\/[^/\s:@]*:[^/\s@]+@/gu, `://${REDACTED}@`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.?[\w-]*/gu, REDACTED],
  [/-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/gu, REDACTED],
];

const MAX_TEXT = 4000;
const MAX_DEPTH = 4;

/** A copy of log fields without secrets: by the names of fields, and by what texts look like. Bounded in depth and length. */
export function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactRecord(fields, 0);
}

/** The text without what looks like a credential. */
export function redactText(text: string): string {
  const clean = SECRET_TEXTS.reduce(
    (shown, [pattern, replacement]) => shown.replace(pattern, replacement),
    text,
  );
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}…` : clean;
}

function redactRecord(record: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      SECRET_NAME.test(name) ? REDACTED : redactValue(value, depth + 1),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return redactError(value, depth);
  if (depth >= MAX_DEPTH) return "…";
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return redactRecord(value, depth);
}

function redactError({ name, message, stack, cause }: Error, depth: number): object {
  return {
    type: name,
    message: redactText(message),
    ...(stack !== undefined && { stack: redactText(stack) }),
    ...(cause instanceof Error && depth < MAX_DEPTH && { cause: redactError(cause, depth + 1) }),
  };
}
