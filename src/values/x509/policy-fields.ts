import { encodeBase64 } from "../base64.ts";
import type { JsonValue } from "../go-json.ts";
import {
  childrenOf,
  contentOf,
  integerOf,
  oidOf,
  readElements,
  TAG,
  type DerElement,
} from "./der.ts";
import type { Extension } from "./extensions.ts";

type Fields = Record<string, JsonValue>;

/** Extensions that Go understands: those under 2.5.29, and authority access. */
const HANDLED = new Set(
  [14, 15, 17, 19, 30, 31, 32, 33, 35, 36, 37, 54]
    .map((id) => `2.5.29.${id}`)
    .concat("1.3.6.1.5.5.7.1.1"),
);

const ABSENT: Fields = {
  SubjectKeyId: null,
  Policies: null,
  PolicyMappings: null,
  InhibitAnyPolicy: 0,
  InhibitAnyPolicyZero: false,
  InhibitPolicyMapping: 0,
  InhibitPolicyMappingZero: false,
  RequireExplicitPolicy: 0,
  RequireExplicitPolicyZero: false,
};

const READERS: Readonly<Record<string, (value: Uint8Array) => Fields>> = {
  "2.5.29.14": (value) => ({
    SubjectKeyId: encodeBase64(contentOf(only(value), TAG.octetString)),
  }),
  "2.5.29.32": (value) => ({
    Policies: pairsOf(value).map(([policy]) => oidOf(policy).join(".")),
  }),
  "2.5.29.33": (value) => ({
    PolicyMappings: pairsOf(value).map(([issuer, subject]) => ({
      IssuerDomainPolicy: oidOf(issuer).join("."),
      SubjectDomainPolicy: oidOf(subject).join("."),
    })),
  }),
  "2.5.29.36": readPolicyConstraints,
  "2.5.29.54": (value) => skipCount("InhibitAnyPolicy", Number(integerOf(only(value)))),
};

/** What Go reads from extensions about policies and keys, and which critical ones it does not know. */
export function policyFields(extensions: readonly Extension[]): Fields {
  const fields: Fields = { ...ABSENT };
  for (const { id, value } of extensions) Object.assign(fields, READERS[id.join(".")]?.(value));
  const unhandled = extensions.filter(({ id, critical }) => critical && !HANDLED.has(id.join(".")));
  fields["UnhandledCriticalExtensions"] =
    unhandled.length === 0 ? null : unhandled.map(({ id }) => id);
  return fields;
}

function only(value: Uint8Array): DerElement | undefined {
  return readElements(value)[0];
}

function pairsOf(value: Uint8Array): DerElement[][] {
  return childrenOf(only(value), TAG.sequence).map((pair) => childrenOf(pair, TAG.sequence));
}

function readPolicyConstraints(value: Uint8Array): Fields {
  const fields: Fields = {};
  for (const { tag, content } of childrenOf(only(value), TAG.sequence)) {
    const name = tag === 0x80 ? "RequireExplicitPolicy" : "InhibitPolicyMapping";
    Object.assign(
      fields,
      skipCount(name, Number(integerOf({ tag: TAG.integer, content, raw: content }))),
    );
  }
  return fields;
}

function skipCount(name: string, count: number): Fields {
  return { [name]: count, [`${name}Zero`]: count === 0 };
}
