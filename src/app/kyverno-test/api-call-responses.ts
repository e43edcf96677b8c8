import type { CelValue } from "../../cel/values.ts";
import type { CallResponse } from "../kyverno-files/offline-context.ts";
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

/**
 * What `http.Get` and `http.Post` answer, by `METHOD:URL`, or by the URL where no method is given. The body stands under
 * `body` beside `statusCode`, whatever its type.
 */
export function responsesByCall(
  responses: Decoded<typeof API_CALL_RESPONSES>,
): Readonly<Record<string, CelValue>> {
  const answers = responses.map(({ url = "", method, response = {} }) => {
    const { statusCode = 200, body = null } = response;
    const key = method ? `${method}:${url}` : url;
    return [key, { body, statusCode: toInt(statusCode) }] as const;
  });
  return Object.fromEntries(answers);
}

/** What `apiCall` entries of classic policies answer, by `METHOD:URL`, or by the URL or path where no method is given. */
export function responsesByUrl(
  responses: Decoded<typeof API_CALL_RESPONSES>,
): ReadonlyMap<string, CallResponse> {
  return new Map(
    responses.map(({ url, urlPath, method, response = {} }) => {
      const address = url ?? urlPath ?? "";
      const { statusCode = 200, body = null } = response;
      const key = method ? `${method.toUpperCase()}:${address}` : address;
      return [key, { statusCode: Number(statusCode), body }] as const;
    }),
  );
}

/** CEL sees a status code as an int. */
function toInt(value: unknown): bigint {
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : 0n;
}
