import { encodeBase64 } from "../base64.ts";
import { parseRequestUrl, urlToJson } from "../go-url.ts";
import type { JsonValue } from "../go-json.ts";
import { formatIpAddress } from "../ip-address.ts";
import {
  bitsOf,
  childrenOf,
  contentOf,
  integerOf,
  oidOf,
  readElements,
  TAG,
  type DerElement,
} from "./der.ts";

type Fields = Record<string, JsonValue>;

/** An extension of a certificate. */
export interface Extension {
  readonly id: readonly number[];
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Reads a list of extensions. */
export function readExtensions(element: DerElement | undefined): Extension[] {
  if (element === undefined) return [];
  return childrenOf(element, TAG.sequence).map((extension) => {
    const [id, ...rest] = childrenOf(extension, TAG.sequence);
    const [first] = rest;
    const critical = first?.tag === TAG.boolean && first.content[0] !== 0;
    return { id: oidOf(id), critical, value: contentOf(rest.at(-1), TAG.octetString) };
  });
}

/** Extensions as encoding/json writes Go's pkix.Extension; null when there are none. */
export function extensionsToJson(extensions: readonly Extension[]): JsonValue {
  return orNull(
    extensions.map(({ id, critical, value }) => ({
      Id: id,
      Critical: critical,
      Value: encodeBase64(value),
    })),
  );
}

/** What Go reads from a certificate's extensions. */
export function certificateFields(extensions: readonly Extension[]): Fields {
  const fields: Fields = { ...ABSENT };
  for (const { id, critical, value } of extensions) {
    const reader = READERS[id.join(".")];
    if (reader !== undefined) Object.assign(fields, reader(value, critical));
  }
  return fields;
}

/** The alternative names of a certificate or request; each kind is null when there is none of it. */
export function alternativeNames(extensions: readonly Extension[]): Fields {
  const names = extensions.find(({ id }) => id.join(".") === ALTERNATIVE_NAMES);
  return names === undefined ? readAlternativeNames([]) : readNames(names.value);
}

const ALTERNATIVE_NAMES = "2.5.29.17";
const KEY_USAGES = "2.5.29.37";
const ABSENT: Fields = {
  KeyUsage: 0,
  ExtKeyUsage: null,
  BasicConstraintsValid: false,
  IsCA: false,
  MaxPathLen: 0,
  MaxPathLenZero: false,
  AuthorityKeyId: null,
  OCSPServer: null,
  IssuingCertificateURL: null,
  PermittedDNSDomainsCritical: false,
  PermittedDNSDomains: null,
  ExcludedDNSDomains: null,
  PermittedIPRanges: null,
  ExcludedIPRanges: null,
  PermittedEmailAddresses: null,
  ExcludedEmailAddresses: null,
  PermittedURIDomains: null,
  ExcludedURIDomains: null,
  CRLDistributionPoints: null,
  PolicyIdentifiers: null,
};

const READERS: Readonly<Record<string, (value: Uint8Array, critical: boolean) => Fields>> = {
  "2.5.29.15": readKeyUsage,
  "2.5.29.19": readBasicConstraints,
  "2.5.29.30": readNameConstraints,
  "2.5.29.31": readDistributionPoints,
  "2.5.29.32": readPolicies,
  "2.5.29.35": readAuthorityKey,
  [KEY_USAGES]: readExtendedKeyUsage,
  "1.3.6.1.5.5.7.1.1": readAuthorityAccess,
};

function orNull(list: readonly JsonValue[]): JsonValue {
  return list.length === 0 ? null : list;
}

function only(value: Uint8Array): DerElement | undefined {
  return readElements(value)[0];
}

/** Bit 0 is the highest bit of the first byte. */
function readKeyUsage(value: Uint8Array): Fields {
  const bits = bitsOf(only(value));
  let usage = 0;
  for (let bit = 0; bit < 9; bit += 1) {
    if (((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) usage |= 1 << bit;
  }
  return { KeyUsage: usage };
}

function readBasicConstraints(value: Uint8Array): Fields {
  const parts = childrenOf(only(value), TAG.sequence);
  const isCa = parts[0]?.tag === TAG.boolean && parts[0].content[0] !== 0;
  const limit = parts.find(({ tag }) => tag === TAG.integer);
  const length = limit === undefined ? -1 : Number(integerOf(limit));
  return {
    BasicConstraintsValid: true,
    IsCA: isCa,
    MaxPathLen: length,
    MaxPathLenZero: length === 0,
  };
}

function readAuthorityKey(value: Uint8Array): Fields {
  const key = childrenOf(only(value), TAG.sequence).find(({ tag }) => tag === 0x80);
  return { AuthorityKeyId: key === undefined ? null : encodeBase64(key.content) };
}

/** Go numbers the usages it knows; the others are left out. */
const USAGES = [
  "2.5.29.37.0",
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => `1.3.6.1.5.5.7.3.${id}`),
  "1.3.6.1.4.1.311.10.3.3",
  "2.16.840.1.113730.4.1",
  "1.3.6.1.4.1.311.2.1.22",
  "1.3.6.1.4.1.311.61.1.1",
];

function readExtendedKeyUsage(value: Uint8Array): Fields {
  const ids = childrenOf(only(value), TAG.sequence).map((id) => oidOf(id).join("."));
  return { ExtKeyUsage: orNull(ids.map((id) => USAGES.indexOf(id)).filter((n) => n !== -1)) };
}

/** Usages that Go has no number for. */
export function unknownKeyUsages(extensions: readonly Extension[]): JsonValue {
  const usages = extensions.find(({ id }) => id.join(".") === KEY_USAGES);
  if (usages === undefined) return null;
  const ids = childrenOf(only(usages.value), TAG.sequence).map(oidOf);
  return orNull(ids.filter((id) => !USAGES.includes(id.join("."))));
}

function readPolicies(value: Uint8Array): Fields {
  const policies = childrenOf(only(value), TAG.sequence);
  return {
    PolicyIdentifiers: orNull(policies.map((policy) => oidOf(childrenOf(policy, TAG.sequence)[0]))),
  };
}

function readDistributionPoints(value: Uint8Array): Fields {
  const urls = childrenOf(only(value), TAG.sequence)
    .flatMap((point) => childrenOf(point, TAG.sequence))
    .filter(({ tag }) => tag === 0x80)
    .flatMap(({ content }) => readElements(content))
    .filter(({ tag }) => tag === 0x80)
    .flatMap(({ content }) => readElements(content))
    .filter(({ tag }) => tag === 0x86);
  return { CRLDistributionPoints: orNull(urls.map(ascii)) };
}

function readAuthorityAccess(value: Uint8Array): Fields {
  const methods = childrenOf(only(value), TAG.sequence).map((entry) => {
    const [method, location] = childrenOf(entry, TAG.sequence);
    return { id: oidOf(method).at(-1), location };
  });
  const urls = (wanted: number): JsonValue =>
    orNull(
      methods.flatMap(({ id, location }) =>
        id === wanted && location?.tag === 0x86 ? [ascii(location)] : [],
      ),
    );
  return { OCSPServer: urls(1), IssuingCertificateURL: urls(2) };
}

function readNameConstraints(value: Uint8Array, critical: boolean): Fields {
  const fields: Fields = { PermittedDNSDomainsCritical: critical };
  for (const subtrees of childrenOf(only(value), TAG.sequence)) {
    const kind = subtrees.tag === 0x80 ? "Permitted" : "Excluded";
    const bases = readElements(subtrees.content).flatMap((tree) =>
      childrenOf(tree, TAG.sequence).slice(0, 1),
    );
    const texts = (tag: number): JsonValue =>
      orNull(bases.filter((base) => base.tag === tag).map(ascii));
    fields[`${kind}EmailAddresses`] = texts(0x81);
    fields[`${kind}DNSDomains`] = texts(0x82);
    fields[`${kind}URIDomains`] = texts(0x86);
    fields[`${kind}IPRanges`] = orNull(bases.filter(({ tag }) => tag === 0x87).map(ipRange));
  }
  return fields;
}

function ipRange({ content }: DerElement): JsonValue {
  const half = content.length / 2;
  return { IP: ipText(content.subarray(0, half)), Mask: encodeBase64(content.subarray(half)) };
}

function readNames(value: Uint8Array): Fields {
  return readAlternativeNames(childrenOf(only(value), TAG.sequence));
}

function readAlternativeNames(names: readonly DerElement[]): Fields {
  const having = (tag: number): readonly DerElement[] => names.filter((name) => name.tag === tag);
  return {
    DNSNames: orNull(having(0x82).map(ascii)),
    EmailAddresses: orNull(having(0x81).map(ascii)),
    IPAddresses: orNull(having(0x87).map(({ content }) => ipText(content))),
    URIs: orNull(having(0x86).flatMap((name) => uriToJson(ascii(name)))),
  };
}

function uriToJson(text: string): JsonValue[] {
  const url = parseRequestUrl(text);
  const json: JsonValue = url.ok ? JSON.parse(urlToJson(url.value)) : null;
  return json === null ? [] : [json];
}

function ipText(bytes: Uint8Array): string {
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return formatIpAddress({ bits: bytes.length === 4 ? 32 : 128, value, zone: "" });
}

function ascii({ content }: DerElement): string {
  return new TextDecoder().decode(content);
}
