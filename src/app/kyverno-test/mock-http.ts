import type { CelHost } from "../../cel/host.ts";
import { CelError, type CelResult } from "../../cel/values.ts";
import type { Decoded, Shape } from "../kyverno-files/decode-strict.ts";

/** `apiCallResponses` of a test: what calls to services answer instead of the network. */
export const API_CALL_RESPONSES = {
  list: {
    fields: {
      url: "string",
      urlPath: "string",
      method: "string",
      response: { fields: { statusCode: "any", body: "any", headers: "any" } },
    },
  },
} as const satisfies Shape;

/** Answers `http.Get` and `http.Post` from a test's responses, by URL and method (GET when left out); anything else fails. */
export function mockHttp(responses: Decoded<typeof API_CALL_RESPONSES>): CelHost["sendHttp"] {
  const answers = new Map<string, CelResult>();
  for (const { url = "", method = "GET", response = {} } of responses) {
    const { statusCode = 200, body = null } = response;
    answers.set(`${method} ${url}`, { body, statusCode: toInt(statusCode) });
  }
  return ({ method, url }) =>
    answers.get(`${method} ${url}`) ??
    new CelError(`${method} ${url}: the test has no apiCallResponses entry for it`);
}

/** CEL sees a status code as an int. */
function toInt(value: unknown): bigint {
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : 0n;
}
