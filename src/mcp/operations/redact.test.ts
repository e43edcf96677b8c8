import { expect, test } from "vitest";
import { redact, redactText } from "./redact.ts";

test.for([
  "Authorization: Bearer abc.DEF-123~+/=",
  "bearer s3cr3t-token",
  "GET https://admin:hunter22@prod.example:6443/api failed",
  "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln",
  "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
  "-----BEGIN RSA PRIVATE KEY-----\nMIIE cut off",
])("%j is not in a log", (text) => {
  const shown = redactText(text);
  expect(shown).toContain("[redacted]");
  expect(shown).not.toMatch(/abc\.DEF|s3cr3t|hunter22|c2ln|MIIE/u);
});

test("fields named after secrets are blanked whatever they hold, in any depth", () => {
  expect(
    redact({
      authToken: "x",
      headers: { Authorization: ["x"], accept: "json" },
      secret: { data: 1 },
      data: { password: "x" },
      tool: "help",
    }),
  ).toEqual({
    authToken: "[redacted]",
    headers: { Authorization: "[redacted]", accept: "json" },
    secret: "[redacted]",
    data: "[redacted]",
    tool: "help",
  });
});

test("errors keep message, stack and cause, without their secrets", () => {
  const error = new TypeError("no: Bearer abcdef", { cause: new Error("://u:p@h") });
  const shown = JSON.stringify(redact({ error }));
  expect(shown).toContain('"type":"TypeError"');
  expect(shown).toContain("redact.test");
  expect(shown).not.toMatch(/abcdef|u:p/u);
});

test("endless texts and depths end", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  expect(JSON.stringify(redact({ loop, text: "x".repeat(10_000) })).length).toBeLessThan(5000);
});
