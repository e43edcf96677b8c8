import { expect, test } from "vitest";

import { mockHttp } from "./mock-http.ts";

const send = mockHttp([
  { url: "https://a", response: { statusCode: 404 } },
  { url: "https://a", method: "POST", response: { body: { ok: true } } },
]);

test("a call is answered by its URL and method", () => {
  expect(send({ method: "GET", url: "https://a", headers: {} })).toEqual({
    body: null,
    statusCode: 404n,
  });
  expect(send({ method: "POST", url: "https://a", headers: {} })).toEqual({
    body: { ok: true },
    statusCode: 200n,
  });
});

test("a call that no response stands for fails instead of going out", () => {
  expect(send({ method: "GET", url: "https://b", headers: {} })).toMatchObject({
    message: expect.stringContaining("GET https://b"),
  });
});
