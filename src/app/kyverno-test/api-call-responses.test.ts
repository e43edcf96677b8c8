import { expect, test } from "vitest";

import { responsesByCall } from "./api-call-responses.ts";

test("responses are found by method and URL, without a method by the URL", () => {
  const answers = responsesByCall([
    { url: "https://a", response: { statusCode: 404 } },
    { url: "https://a", method: "POST", response: { body: { ok: true } } },
  ]);
  expect(answers).toEqual({
    "https://a": { body: null, statusCode: 404n },
    "POST:https://a": { body: { ok: true }, statusCode: 200n },
  });
});
