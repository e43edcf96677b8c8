import type { Resource } from "../manifest/resource.ts";

/** What stands in place of a Secret's data. */
export const REDACTED = "<redacted>";

const NOTHING: readonly string[] = [];

/** Shorter values would blank out half of any text they are searched in. */
const MIN_LENGTH = 4;

/** What must never be shown of a Secret: every value of `data` as written and decoded, and of `stringData`, longest first; nothing for other kinds. */
export function secretValues(resource: Resource | null): readonly string[] {
  if (resource?.kind !== "Secret" || resource.apiVersion !== "v1") return NOTHING;
  const values = new Set<string>();
  for (const value of stringsIn(resource["stringData"])) values.add(value);
  for (const value of stringsIn(resource["data"])) {
    values.add(value);
    values.add(decodeBase64(value));
  }
  const lastApplied = resource.metadata.annotations?.[LAST_APPLIED];
  if (lastApplied !== undefined) values.add(lastApplied);
  return [...values]
    .filter((value) => value.length >= MIN_LENGTH)
    .toSorted((a, b) => b.length - a.length);
}

/** The same of anything that a cluster answered: a Secret, or a list of Secrets, whose items may lack their kind. */
export function secretValuesIn(answer: unknown): readonly string[] {
  if (!isMapping(answer)) return NOTHING;
  if (answer["kind"] === "Secret" && isMapping(answer["metadata"])) {
    return secretValues({
      ...answer,
      apiVersion: "v1",
      kind: "Secret",
      metadata: answer["metadata"],
    });
  }
  const { items } = answer;
  if (!Array.isArray(items)) return NOTHING;
  const isOfSecrets = answer["kind"] === "SecretList";
  return items.flatMap((item: unknown) =>
    secretValuesIn(isOfSecrets && isMapping(item) ? { ...item, kind: "Secret" } : item),
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text with every one of `secrets` replaced by `REDACTED`. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, REDACTED), text);
}

/** kubectl keeps the whole object here, a Secret's data included. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

function stringsIn(map: unknown): readonly string[] {
  if (typeof map !== "object" || map === null) return [];
  return Object.values(map).filter((value) => typeof value === "string");
}

function decodeBase64(text: string): string {
  try {
    return new TextDecoder().decode(
      Uint8Array.from(atob(text), (char) => char.codePointAt(0) ?? 0),
    );
  } catch {
    return "";
  }
}
