import { expect, test } from "vitest";
import { decodeX509 } from "./x509.ts";

/** Made by Go's crypto/x509 with every extension that it writes. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIEqjCCA5KgAwIBAgINAY7pD/bDc+DuTj8K0jANBgkqhkiG9w0BAQsFADBWMRYw
CQYDVQQGEwJERTAJBgNVBAYTAkZSMQowCAYDVQQJEwFzMQowCAYDVQQREwExMQow
CAYDVQQKEwFPMQswCQYDVQQDDALDqTELMAkGA1UEBRMCNzcwHhcNMjYxMTI0MTgz
NzM3WhcNMjYxMTI0MTkzNzM3WjBWMRYwCQYDVQQGEwJERTAJBgNVBAYTAkZSMQow
CAYDVQQJEwFzMQowCAYDVQQREwExMQowCAYDVQQKEwFPMQswCQYDVQQDDALDqTEL
MAkGA1UEBRMCNzcwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQDV/lP2
TtzaVmktezBrU+Pfthl4wBdSedlba/amfHVdGcvhk0QwPrGcRGDaWUYPL8v8BYE6
tpA9jejtqR/bvmCyyEsGB3lyxhWNxt5kZjDUKmXxiqKG3je11lFDSyCyI6rXLdzc
Bd8ZWeuaJau1m7FL3D8xSxnPTbhLZHbz9l+WqqE6R1Z5XnrnqW6MmHpJzCfqR+at
R3VZONM+8TE6/12Vrm7/hMRCzjG6wyPkrij1QiygxUQGcsWIS6lz3uUzvXuuxB43
rwWpxmFSRXtLU+XlqOWWYcDzgxa01JYc8pnfEv1fa1m5rTJinf3TQbaHN0WUer83
Ga2MkVlR/yOILUqVAgMBAAGjggF1MIIBcTAPBgNVHQ8BAf8EBQMDB4SAMEEGA1Ud
JQQ6MDgGCCsGAQUFBwMBBggrBgEFBQcDAgYIKwYBBQUHAwkGCCsGAQUFBwMIBggr
BgEFBQcDAwYEVR0lADASBgNVHRMBAf8ECDAGAQH/AgEAMAsGA1UdDgQEBAIBAjAN
BgNVHSMEBjAEgAIDBDA6BggrBgEFBQcBAQQuMCwwFAYIKwYBBQUHMAGGCGh0dHA6
Ly9vMBQGCCsGAQUFBzAChghodHRwOi8vaTBFBgNVHREEPjA8ggNhLmKCAyouY4EF
eEB5LnqHBAECAwSHEAAAAAAAAAAAAAAAAAAAAAGGEWh0dHBzOi8vYS5iL2M/ZD1l
MA8GA1UdIAQIMAYwBAYCKgMwOgYDVR0eAQH/BDAwLqAaMAWCA3AuZDAKhwgKAAAA
/wAAADAFhgN1LmShEDAFggNlLmQwB4EFZUBlLmUwGwYDVR0fBBQwEjAQoA6gDIYK
aHR0cDovL2NybDANBgkqhkiG9w0BAQsFAAOCAQEAT4ozmCMADff82yZIGo0bo0Nl
oyiMafSns46PyYd+kzIQzQt70qCSuAW75vKiJWUvnGZ2gtGN4nNXclXVDeOvkEpg
QDs+wjtb4jsNi6Q0oYkUga5NzIUWXsnjrYMEW6w3Sk+rjvvnLTa4UpthjlAkM8aN
AMK9vGWemWuWmnyIPk0/WQ8TOSLgeeIZMfNLyzXmRwetNvSBj5XgdfYUtfy0uNuS
zIrICHP0HKEQC8R9ezfTng//eL4jTZgrtxTCjV+qB2vQRqsjhBtdAESLpKl2z2/h
Pg9FDqk4fCKG2wl6/gNi0Pa6LpRSGcv/aTeYU7MATIWZ8GUMn52LCfdztFCH/g==
-----END CERTIFICATE-----
`;

/** What Go's encoding/json makes of it, but for the raw parts. */
const CERTIFICATE_FIELDS = {
  BasicConstraintsValid: true,
  IsCA: true,
  MaxPathLen: 0,
  MaxPathLenZero: true,
  KeyUsage: 289,
  ExtKeyUsage: [1, 2, 9, 8, 3, 0],
  AuthorityKeyId: "AwQ=",
  OCSPServer: ["http://o"],
  IssuingCertificateURL: ["http://i"],
  DNSNames: ["a.b", "*.c"],
  EmailAddresses: ["x@y.z"],
  IPAddresses: ["1.2.3.4", "::1"],
  PermittedDNSDomainsCritical: true,
  PermittedDNSDomains: ["p.d"],
  ExcludedDNSDomains: ["e.d"],
  PermittedIPRanges: [
    {
      IP: "10.0.0.0",
      Mask: "/wAAAA==",
    },
  ],
  ExcludedIPRanges: null,
  ExcludedEmailAddresses: ["e@e.e"],
  PermittedURIDomains: ["u.d"],
  CRLDistributionPoints: ["http://crl"],
  PolicyIdentifiers: [[1, 2, 3]],
  Issuer: {
    CommonName: "é",
    Country: ["DE", "FR"],
    ExtraNames: null,
    Locality: null,
    Names: [
      {
        Type: [2, 5, 4, 6],
        Value: "DE",
      },
      {
        Type: [2, 5, 4, 6],
        Value: "FR",
      },
      {
        Type: [2, 5, 4, 9],
        Value: "s",
      },
      {
        Type: [2, 5, 4, 17],
        Value: "1",
      },
      {
        Type: [2, 5, 4, 10],
        Value: "O",
      },
      {
        Type: [2, 5, 4, 3],
        Value: "é",
      },
      {
        Type: [2, 5, 4, 5],
        Value: "77",
      },
    ],
    Organization: ["O"],
    OrganizationalUnit: null,
    PostalCode: ["1"],
    Province: null,
    SerialNumber: "77",
    StreetAddress: ["s"],
  },
  PublicKeyAlgorithm: 1,
};

const REQUEST = `-----BEGIN CERTIFICATE REQUEST-----
MIICqDCCAZACAQAwGDEKMAgGA1UEChMBbzEKMAgGA1UEAxMBcjCCASIwDQYJKoZI
hvcNAQEBBQADggEPADCCAQoCggEBANX+U/ZO3NpWaS17MGtT49+2GXjAF1J52Vtr
9qZ8dV0Zy+GTRDA+sZxEYNpZRg8vy/wFgTq2kD2N6O2pH9u+YLLISwYHeXLGFY3G
3mRmMNQqZfGKoobeN7XWUUNLILIjqtct3NwF3xlZ65olq7WbsUvcPzFLGc9NuEtk
dvP2X5aqoTpHVnleeuepboyYeknMJ+pH5q1HdVk40z7xMTr/XZWubv+ExELOMbrD
I+SuKPVCLKDFRAZyxYhLqXPe5TO9e67EHjevBanGYVJFe0tT5eWo5ZZhwPODFrTU
lhzymd8S/V9rWbmtMmKd/dNBtoc3RZR6vzcZrYyRWVH/I4gtSpUCAwEAAaBLMEkG
CSqGSIb3DQEJDjE8MDowKgYDVR0RBCMwIYIBZIEDZUBmhwQBAgMEhhFodHRwczov
L2EuYi9jP2Q9ZTAMBgNVHRMBAf8EAjAAMA0GCSqGSIb3DQEBDQUAA4IBAQCsEETY
lPARMdxSFca2lWWdbzN3RsqZXZQAK+eS+I3M5tu3C82cbCPuDKamiUdQ5WKfGmeJ
e/Bx5WMOtytODGiTFk5fFHUAn6a5q08vkWJKcJ4dDh7WEFgMGUpGzvCeAn0vXVaY
nj/gIgaVl50f2VrGckPUEFXF8FOK3Csj72NRHZeNKDhwHKy6XokbBjwkjio2vr4u
r52NC6jz5T4/GNcpLlQgNeF+a1mXfjvXAnCGGzSxoWsq5mFxRJ0Ab1DyCGXCd8qZ
QPs7OyyEu2/Vjvb4sqzW1srIuIeK4Wfttdx5smOcBcH+FwVU3YDCEUXr6fRD6NLg
YVlUkm8Orb/fI5e0
-----END CERTIFICATE REQUEST-----
`;

const REQUEST_FIELDS = {
  Attributes: [
    {
      Type: [1, 2, 840, 113549, 1, 9, 14],
      Value: [
        [
          {
            Type: [2, 5, 29, 17],
            Value: "MCGCAWSBA2VAZocEAQIDBIYRaHR0cHM6Ly9hLmIvYz9kPWU=",
          },
          {
            Type: [2, 5, 29, 19],
            Value: true,
          },
        ],
      ],
    },
  ],
  DNSNames: ["d"],
  EmailAddresses: ["e@f"],
  IPAddresses: ["1.2.3.4"],
  URIs: [
    {
      ForceQuery: false,
      Fragment: "",
      Host: "a.b",
      OmitHost: false,
      Opaque: "",
      Path: "/c",
      RawFragment: "",
      RawPath: "",
      RawQuery: "d=e",
      Scheme: "https",
      User: null,
    },
  ],
  Extensions: [
    {
      Critical: false,
      Id: [2, 5, 29, 17],
      Value: "MCGCAWSBA2VAZocEAQIDBIYRaHR0cHM6Ly9hLmIvYz9kPWU=",
    },
    {
      Critical: true,
      Id: [2, 5, 29, 19],
      Value: "MAA=",
    },
  ],
  Subject: {
    CommonName: "r",
    Country: null,
    ExtraNames: null,
    Locality: null,
    Names: [
      {
        Type: [2, 5, 4, 10],
        Value: "o",
      },
      {
        Type: [2, 5, 4, 3],
        Value: "r",
      },
    ],
    Organization: ["o"],
    OrganizationalUnit: null,
    PostalCode: null,
    Province: null,
    SerialNumber: "",
    StreetAddress: null,
  },
  Version: 0,
  SignatureAlgorithm: 6,
};

const ELLIPTIC = `-----BEGIN CERTIFICATE-----
MIHxMIGXoAMCAQICAQUwCgYIKoZIzj0EAwIwADAiGA8wMDAxMDEwMTAwMDAwMFoY
DzAwMDEwMTAxMDAwMDAwWjAAMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6IdI
mkr7jbQ7cEuguxKTICrjoANRMSwzxdw7kqDD3H+MVavp13fF1GY1w39HUqq4Gf3q
zY7yaf1/Kxi4NFmoSjAKBggqhkjOPQQDAgNJADBGAiEA4NKemXT9JxgXYTBJw002
7eYDu6giL5ZImvi9NmtGuYkCIQC2m7wb1AxGjdNRGQ8KXptXZOcKPfE2FHFLg8Fm
xcfOeQ==
-----END CERTIFICATE-----
`;

test.for([
  ["certificate", CERTIFICATE, CERTIFICATE_FIELDS],
  ["request", REQUEST, REQUEST_FIELDS],
] as const)("a %s shows the fields that Go reads from it", ([, pem, fields]) => {
  for (const view of ["cel", "jmespath"] as const)
    expect(decodeX509(`\n${pem}`, view)).toMatchObject({ ok: true, value: fields });
});

/** What Go's json.Marshal of the same certificate has besides. */
const FURTHER_FIELDS = {
  Version: 3,
  SignatureAlgorithm: 4,
  // Not cut to 64 bits.
  SerialNumber: 123_456_789_012_345_680_000_000_000_000,
  Subject: { CommonName: "é" },
  SubjectKeyId: "AQI=",
  Policies: ["1.2.3"],
  PolicyMappings: null,
  UnknownExtKeyUsage: null,
  UnhandledCriticalExtensions: null,
  InhibitAnyPolicy: 0,
  RequireExplicitPolicyZero: false,
  URIs: [{ Scheme: "https", Host: "a.b", Path: "/c" }],
};

test("JMESPath shows all of Go's fields", () => {
  expect(decodeX509(CERTIFICATE, "jmespath")).toMatchObject({ ok: true, value: FURTHER_FIELDS });
});

test("a request that begins with something else than a sequence is refused in asn1's words", () => {
  const request = "-----BEGIN CERTIFICATE REQUEST-----\nYWJj\n-----END CERTIFICATE REQUEST-----\n";
  expect(decodeX509(request, "jmespath")).toMatchObject({
    error: expect.stringMatching(
      /^asn1: structure error: tags don't match \(16 vs \{class:1 tag:1 length:98 isCompound:true\}\) .* certificateRequest @2$/,
    ),
  });
});

test("the parts of a certificate are there as they stand", () => {
  const certificate = decodeX509(CERTIFICATE, "cel");
  const raw = CERTIFICATE.replaceAll(/-----.*-----|\n/g, "");
  expect(certificate).toMatchObject({
    ok: true,
    value: { Raw: raw, PublicKey: { E: 65_537 }, ExtraExtensions: null },
  });
  expect(certificate).not.toHaveProperty("value.URIs");
  // Go keeps the low 64 bits of 123456789012345678901234567890.
  expect(certificate).toMatchObject({
    value: { SerialNumber: Number(BigInt.asIntN(64, 123_456_789_012_345_678_901_234_567_890n)) },
  });
});

test.for([
  ["abc", "failed to decode PEM block"],
  [`junk${CERTIFICATE}`, "failed to decode PEM block"],
  [
    CERTIFICATE.replaceAll("CERTIFICATE", "PUBLIC KEY"),
    "PEM block neither contains a CERTIFICATE or CERTIFICATE REQUEST",
  ],
  [CERTIFICATE.replace("\nM", "\nA"), "x509: malformed certificate"],
  [ELLIPTIC, "certificate should use rsa algorithm"],
] as const)("what is no RSA certificate is refused: case %#", ([text, error]) => {
  expect(decodeX509(text, "cel")).toEqual({ ok: false, error });
});
