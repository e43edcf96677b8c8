import { encodeBase64 } from "../base64.ts";
import type { JsonValue } from "../go-json.ts";
import { childrenOf, integerOf, oidOf, TAG, textOf, type DerElement } from "./der.ts";

/** Attributes of a distinguished name that Go collects, by the last part of 2.5.4.x. */
const COLLECTED: Readonly<Record<number, string>> = {
  6: "Country",
  7: "Locality",
  8: "Province",
  9: "StreetAddress",
  10: "Organization",
  11: "OrganizationalUnit",
  17: "PostalCode",
};
const SINGLE: Readonly<Record<number, string>> = { 3: "CommonName", 5: "SerialNumber" };

/** A distinguished name as encoding/json writes Go's pkix.Name. */
export function nameToJson(element: DerElement | undefined): JsonValue {
  const fields: Record<string, JsonValue> = { CommonName: "", SerialNumber: "", ExtraNames: null };
  for (const field of Object.values(COLLECTED)) fields[field] = null;
  const names: JsonValue[] = [];
  for (const attribute of attributesOf(element)) {
    const [typeElement, valueElement] = childrenOf(attribute, TAG.sequence);
    const type = oidOf(typeElement);
    const value = valueElement === undefined ? null : anyToJson(valueElement);
    names.push({ Type: type, Value: value });
    const [a, b, c, id = -1] = type;
    if (a === 2 && b === 5 && c === 4 && type.length === 4 && typeof value === "string")
      collect(fields, id, value);
  }
  fields["Names"] = names.length === 0 ? null : names;
  return fields;
}

function attributesOf(element: DerElement | undefined): DerElement[] {
  return childrenOf(element, TAG.sequence).flatMap((set) => childrenOf(set, TAG.set));
}

function collect(fields: Record<string, JsonValue>, id: number, value: string): void {
  const single = SINGLE[id];
  if (single !== undefined) fields[single] = value;
  const many = COLLECTED[id];
  if (many === undefined) return;
  const known = fields[many];
  fields[many] = Array.isArray(known) ? [...known, value] : [value];
}

/** Any value as encoding/asn1 and then encoding/json see it. */
export function anyToJson(element: DerElement): JsonValue {
  if (element.tag === TAG.boolean) return element.content[0] !== 0;
  if (element.tag === TAG.integer) return Number(integerOf(element));
  if (element.tag === TAG.oid) return oidOf(element);
  if (element.tag === TAG.octetString) return encodeBase64(element.content);
  return textOf(element);
}
