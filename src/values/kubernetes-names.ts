const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = String.raw`${LABEL}(\.${LABEL})*`;
const DNS_1035_LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?";
const LABEL_KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const LABEL_VALUE = `(${LABEL_KEY})?`;

const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const DNS_1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const LABEL_KEY_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** Kubernetes measures names in bytes. */
const byteLength = (text: string): number => new TextEncoder().encode(text).length;
const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);

const LABEL_REGEX = whole(LABEL);
const SUBDOMAIN_REGEX = whole(SUBDOMAIN);
const DNS_1035_REGEX = whole(DNS_1035_LABEL);
const LABEL_KEY_REGEX = whole(LABEL_KEY);
const LABEL_VALUE_REGEX = whole(LABEL_VALUE);

/** What keeps `text` from being an RFC 1123 label, in apimachinery's words; empty when nothing does. */
export function dns1123LabelErrors(text: string): string[] {
  const errors = tooLong(text, 63, "characters");
  if (LABEL_REGEX.test(text)) return errors;
  const dotted = SUBDOMAIN_REGEX.test(text);
  return [
    ...errors,
    dotted ? "must not contain dots" : regexError(LABEL_TEXT, LABEL, "my-name", "123-abc"),
  ];
}

/** The same for an RFC 1123 subdomain (the usual object name). */
export function dns1123SubdomainErrors(text: string, unit: Unit = "characters"): string[] {
  const errors = tooLong(text, 253, unit);
  if (SUBDOMAIN_REGEX.test(text)) return errors;
  return [...errors, regexError(SUBDOMAIN_TEXT, SUBDOMAIN, "example.com")];
}

/** The same for an RFC 1035 label (a Service's name). */
export function dns1035LabelErrors(text: string): string[] {
  const errors = tooLong(text, 63, "characters");
  if (DNS_1035_REGEX.test(text)) return errors;
  return [...errors, regexError(DNS_1035_TEXT, DNS_1035_LABEL, "my-name", "abc-123")];
}

/** The same for a label key or any other qualified name: `[prefix/]name`. */
export function qualifiedNameErrors(text: string): string[] {
  const parts = text.split("/");
  const shape = regexError(LABEL_KEY_TEXT, LABEL_KEY, "MyName", "my.name", "123-abc");
  if (parts.length > 2)
    return [
      `a valid label key ${shape} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const name = parts.at(-1) ?? "";
  const errors = parts.length === 2 ? prefixErrors(parts[0] ?? "") : [];
  if (name === "") errors.push("name part must be non-empty");
  else errors.push(...tooLong(name, 63, "bytes").map((error) => `name part ${error}`));
  if (!LABEL_KEY_REGEX.test(name)) errors.push(`name part ${shape}`);
  return errors;
}

/** The same for a label's value. */
export function labelValueErrors(text: string): string[] {
  const errors = tooLong(text, 63, "bytes");
  if (LABEL_VALUE_REGEX.test(text)) return errors;
  return [...errors, regexError(LABEL_VALUE_TEXT, LABEL_VALUE, "MyValue", "my_value", "12345")];
}

function prefixErrors(prefix: string): string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  return dns1123SubdomainErrors(prefix, "bytes").map((error) => `prefix part ${error}`);
}

/** What apimachinery calls the bytes that it counts: its older texts say characters. */
type Unit = "bytes" | "characters";

function tooLong(text: string, limit: number, unit: Unit): string[] {
  return byteLength(text) > limit ? [`must be no more than ${limit} ${unit}`] : [];
}

function regexError(text: string, pattern: string, ...examples: readonly string[]): string {
  const list = examples.map((example) => `'${example}', `).join(" or ");
  return `${text} (e.g. ${list}regex used for validation is '${pattern}')`;
}
