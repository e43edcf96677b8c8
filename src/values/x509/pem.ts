import { decodeBase64 } from "../base64.ts";

/** A PEM block: its label and content. */
export interface PemBlock {
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** A block begins at the beginning of a line; headers may stand before its base64. */
const BLOCK =
  /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n((?:[^\n:]*: [^\n]*\n)*)([A-Za-z0-9+/=\s]*?)-----END \1-----/g;

/** The first PEM block of a text that is in order, as Go's encoding/pem finds it. */
export function findPemBlock(text: string): PemBlock | undefined {
  for (const [, label = "", , body = ""] of text.matchAll(BLOCK)) {
    const bytes = decodeBase64(body.replaceAll(/\s/g, ""));
    if (bytes.ok) return { label, bytes: bytes.value };
  }
  return undefined;
}
