import { encodeBase64 } from "./base64.ts";
import type { JsonValue } from "./go-json.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";
import {
  bitsOf,
  childrenOf,
  DerError,
  integerOf,
  oidOf,
  readElements,
  TAG,
  timeOf,
  type DerElement,
} from "./x509/der.ts";
import {
  alternativeNames,
  certificateFields,
  extensionsToJson,
  readExtensions,
  unknownKeyUsages,
  type Extension,
} from "./x509/extensions.ts";
import { anyToJson, nameToJson } from "./x509/names.ts";
import { policyFields } from "./x509/policy-fields.ts";
import { findPemBlock } from "./x509/pem.ts";

/** Whose view of a certificate: Kyverno's JMESPath function shows all of Go's fields, its CEL library copies a part of them. */
export type X509View = "jmespath" | "cel";

/** The first certificate or certificate request of a PEM text, as Kyverno shows it: RSA only, Go's field names. */
export function decodeX509(text: string, view: X509View): Parsed<JsonValue> {
  const block = findPemBlock(text);
  if (block === undefined) return notParsed("failed to decode PEM block");
  const decode = DECODERS[block.label];
  if (decode === undefined)
    return notParsed("PEM block neither contains a CERTIFICATE or CERTIFICATE REQUEST");
  try {
    return decode(block.bytes, view);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return notParsed(
      headerError(block.label, block.bytes) ?? `x509: malformed ${block.label.toLowerCase()}`,
    );
  }
}

/** Go's certificate parser says no more; the one of requests tells what it found where its sequence should begin. */
function headerError(label: string, bytes: Uint8Array): string | undefined {
  const [identifier = 0, length = 0] = bytes;
  const isSequence = identifier === 0x30;
  // Long tags and lengths take more bytes; nothing that is nearly a request has them here.
  if (label === "CERTIFICATE" || isSequence || (identifier & 0x1f) === 0x1f || length >= 0x80)
    return undefined;
  const found = `{class:${identifier >> 6} tag:${identifier & 0x1f} length:${length} isCompound:${(identifier & 0x20) !== 0}}`;
  return `asn1: structure error: tags don't match (16 vs ${found}) ${NO_PARAMETERS} certificateRequest @2`;
}

/** How Go prints the parameters of a field that has none. */
const NO_PARAMETERS =
  "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}";

const DECODERS: Readonly<Record<string, (bytes: Uint8Array, view: X509View) => Parsed<JsonValue>>> =
  {
    CERTIFICATE: decodeCertificate,
    "CERTIFICATE REQUEST": decodeRequest,
  };

const RSA = "1.2.840.113549.1.1.1";
const RSA_ALGORITHM = 1;
const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

function decodeCertificate(bytes: Uint8Array, view: X509View): Parsed<JsonValue> {
  const [tbs, algorithm, signature] = childrenOf(only(bytes), TAG.sequence);
  const parts = childrenOf(tbs, TAG.sequence);
  // The version is left out of the oldest certificates.
  const [serial, , issuer, validity, subject, keyInfo, ...rest] =
    parts[0]?.tag === 0x80 ? parts.slice(1) : parts;
  const key = readPublicKey(keyInfo);
  if (key === undefined) return notParsed("certificate should use rsa algorithm");
  const [notBefore, notAfter] = childrenOf(validity, TAG.sequence);
  const wrapped = rest.find(({ tag }) => tag === 0x83);
  const extensions = wrapped === undefined ? [] : readExtensions(only(wrapped.content));
  const { URIs: uris = null, ...names } = alternativeNames(extensions);
  const copied = {
    Raw: encodeBase64(bytes),
    RawTBSCertificate: base64Of(tbs),
    RawSubjectPublicKeyInfo: base64Of(keyInfo),
    RawSubject: base64Of(subject),
    RawIssuer: base64Of(issuer),
    Signature: encodeBase64(bitsOf(signature)),
    PublicKeyAlgorithm: RSA_ALGORITHM,
    PublicKey: key,
    SerialNumber: int64(integerOf(serial)),
    Issuer: nameToJson(issuer),
    NotBefore: timeOf(notBefore),
    NotAfter: timeOf(notAfter),
    Extensions: extensionsToJson(extensions),
    ExtraExtensions: null,
    ...certificateFields(extensions),
    ...names,
  };
  if (view === "cel") return parsed(copied);
  return parsed({
    ...copied,
    ...policyFields(extensions),
    SerialNumber: Number(integerOf(serial)),
    SignatureAlgorithm: signatureAlgorithm(algorithm),
    Subject: nameToJson(subject),
    UnknownExtKeyUsage: unknownKeyUsages(extensions),
    URIs: uris,
    Version: versionOf(parts[0]),
  });
}

/** Counted from 1, and left out where it is 1. */
function versionOf(first: DerElement | undefined): number {
  return first?.tag === 0x80 ? Number(integerOf(only(first.content))) + 1 : 1;
}

function decodeRequest(bytes: Uint8Array): Parsed<JsonValue> {
  const [tbs, algorithm, signature] = childrenOf(only(bytes), TAG.sequence);
  const [version, subject, keyInfo, attributes] = childrenOf(tbs, TAG.sequence);
  const key = readPublicKey(keyInfo);
  if (key === undefined) return notParsed("certificate should use rsa algorithm");
  const entries = attributes?.tag === 0x80 ? readElements(attributes.content) : [];
  const extensions = entries.flatMap(requestedExtensions);
  return parsed({
    Raw: encodeBase64(bytes),
    RawTBSCertificateRequest: base64Of(tbs),
    RawSubjectPublicKeyInfo: base64Of(keyInfo),
    RawSubject: base64Of(subject),
    Version: Number(integerOf(version)),
    Signature: encodeBase64(bitsOf(signature)),
    SignatureAlgorithm: signatureAlgorithm(algorithm),
    PublicKeyAlgorithm: RSA_ALGORITHM,
    PublicKey: key,
    Subject: nameToJson(subject),
    Attributes: attributesToJson(entries),
    Extensions: extensionsToJson(extensions),
    ExtraExtensions: null,
    ...alternativeNames(extensions),
  });
}

function only(bytes: Uint8Array): DerElement | undefined {
  return readElements(bytes)[0];
}

function base64Of(element: DerElement | undefined): string {
  return encodeBase64(element?.raw ?? new Uint8Array());
}

/** Modulus in decimal and exponent; undefined for any other kind of key. */
function readPublicKey(keyInfo: DerElement | undefined): JsonValue | undefined {
  const [algorithm, key] = childrenOf(keyInfo, TAG.sequence);
  if (oidOf(childrenOf(algorithm, TAG.sequence)[0]).join(".") !== RSA) return undefined;
  const [modulus, exponent] = childrenOf(only(bitsOf(key)), TAG.sequence);
  return { N: integerOf(modulus).toString(), E: Number(integerOf(exponent)) };
}

/** Go keeps the low 64 bits of a serial number. */
function int64(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}

/** Go's numbers for RSA signatures, by the last part of 1.2.840.113549.1.1.x; 0 for all others. */
const SIGNATURES: Readonly<Record<number, number>> = { 4: 2, 5: 3, 11: 4, 12: 5, 13: 6 };

function signatureAlgorithm(element: DerElement | undefined): number {
  const id = oidOf(childrenOf(element, TAG.sequence)[0]);
  return id.slice(0, -1).join(".") === "1.2.840.113549.1.1" ? (SIGNATURES[id.at(-1) ?? 0] ?? 0) : 0;
}

function requestedExtensions(attribute: DerElement): Extension[] {
  const [type, values] = childrenOf(attribute, TAG.sequence);
  if (oidOf(type).join(".") !== EXTENSION_REQUEST) return [];
  return readExtensions(childrenOf(values, TAG.set)[0]);
}

/** Only attributes that hold sequences of pairs fit Go's type; the others are left out. */
function attributesToJson(attributes: readonly DerElement[]): JsonValue {
  const fitting = attributes.flatMap((attribute): JsonValue[] => {
    const [type, values] = childrenOf(attribute, TAG.sequence);
    const sets = childrenOf(values, TAG.set);
    if (sets.some(({ tag }) => tag !== TAG.sequence)) return [];
    const value = sets.map((set) => childrenOf(set, TAG.sequence).map(pairToJson));
    return [{ Type: oidOf(type), Value: value }];
  });
  return fitting.length === 0 ? null : fitting;
}

function pairToJson(element: DerElement): JsonValue {
  const [type, value] = childrenOf(element, TAG.sequence);
  return { Type: oidOf(type), Value: value === undefined ? null : anyToJson(value) };
}
