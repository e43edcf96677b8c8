import { expect, test } from "vitest";
import { redactSecrets, secretValues, secretValuesIn } from "./redact-secrets.ts";

const secret = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "db" },
  data: { password: "aHVudGVyMjI=", pin: "MTI=" },
  stringData: { url: "postgres://u:p@db" },
};

test("a Secret's data is hidden as written, decoded and as plain strings", () => {
  const text = "aHVudGVyMjI= hunter22 postgres://u:p@db kept";
  expect(redactSecrets(text, secretValues(secret))).toBe("<redacted> <redacted> <redacted> kept");
});

test("values too short to search for are left out", () => {
  expect(secretValues(secret)).not.toContain("12");
});

test("other kinds hide nothing", () => {
  expect(secretValues({ ...secret, kind: "ConfigMap" })).toEqual([]);
  expect(secretValues(null)).toEqual([]);
});

test("what a policy looked up hides its Secrets, however the server wrote them", () => {
  const values = secretValues(secret);
  const { kind: _, apiVersion: __, ...item } = secret;

  expect(secretValuesIn(secret)).toEqual(values);
  expect(secretValuesIn({ kind: "List", items: [secret, { kind: "Pod", metadata: {} }] })).toEqual(
    values,
  );
  expect(secretValuesIn({ kind: "SecretList", items: [item] })).toEqual(values);
  expect(secretValuesIn({ kind: "PodList", items: [item] })).toEqual([]);
  expect(secretValuesIn(null)).toEqual([]);
});
