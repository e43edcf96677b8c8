import { parseRequestUrl } from "./go-url.ts";
import {
  dns1035LabelErrors,
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  labelValueErrors,
  qualifiedNameErrors,
} from "./kubernetes-names.ts";

/** Kubernetes' named formats: each gives what is wrong with a text, empty when nothing is (apiserver pkg/cel/library/format.go). */
export const KUBERNETES_FORMATS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  dns1123Label: dns1123LabelErrors,
  dns1123Subdomain: (text) => dns1123SubdomainErrors(text),
  dns1035Label: dns1035LabelErrors,
  qualifiedName: qualifiedNameErrors,
  dns1123LabelPrefix: (text) => dns1123LabelErrors(maskTrailingDash(text)),
  dns1123SubdomainPrefix: (text) => dns1123SubdomainErrors(maskTrailingDash(text)),
  dns1035LabelPrefix: (text) => dns1035LabelErrors(maskTrailingDash(text)),
  labelValue: labelValueErrors,
  uri: uriErrors,
  uuid: (text) => (UUID.test(text) ? [] : ["does not match the UUID format"]),
  byte: (text) => (BASE64.test(text) ? [] : ["invalid base64"]),
  date: (text) => (isDate(text) ? [] : ["invalid date"]),
  datetime: (text) => (isDateTime(text) ? [] : ["invalid datetime"]),
};

const UUID = /^[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const TIME = /^(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What a generated name adds to a prefix makes a trailing dash harmless. */
function maskTrailingDash(text: string): string {
  return text.length > 1 && text.endsWith("-") ? `${text.slice(0, -2)}a` : text;
}

function uriErrors(text: string): string[] {
  const url = parseRequestUrl(text);
  return url.ok ? [] : [url.error];
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

function isDateTime(text: string): boolean {
  const [date = "", time = ""] = text.toLowerCase().split("t");
  if (!isDate(date)) return false;
  const [, hours = "99", minutes = "", seconds = ""] = TIME.exec(time) ?? [];
  return hours <= "23" && minutes <= "59" && seconds <= "59";
}
