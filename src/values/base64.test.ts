import { expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "./base64.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

// oxfmt-ignore
test.for<[plain: string, encoded: string]>([
  ["", ""], ["a", "YQ=="], ["ab", "YWI="], ["abc", "YWJj"], ["é😀", "w6nwn5iA"],
])("%j is %s in base64 and back", ([plain, encoded]) => {
  expect(encodeBase64(bytes(plain))).toBe(encoded);
  expect(decodeBase64(encoded)).toEqual({ ok: true, value: bytes(plain) });
});

test("line breaks are skipped and padding may be left out of raw base64", () => {
  expect(decodeBase64("YW\r\nI=\n")).toEqual({ ok: true, value: bytes("ab") });
  expect(decodeBase64("YWI", true)).toEqual({ ok: true, value: bytes("ab") });
});

// oxfmt-ignore
test.for<[text: string, raw: boolean, offset: number]>([
  ["YQ=", false, 3], ["YQ", false, 0], ["Y", true, 0], ["YQ==x", false, 4], ["YQ=x", false, 2],
  ["YQ=", true, 2], ["=", false, 0], ["a b", false, 1], ["YWI=\nq", false, 5], ["YWJj*", false, 4],
])("%j is no base64 (raw: %o), in Go's words", ([text, raw, offset]) => {
  const error = `illegal base64 data at input byte ${offset}`;
  expect(decodeBase64(text, raw)).toEqual({ ok: false, error });
});
