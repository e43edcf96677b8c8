import { isJsonObject } from "../json-fields.ts";
import type { Identity } from "./identity.ts";

/** Says that the bearer token was a JSON Web Token whose time is over; undefined when it was not. Never shows the token. */
export function describeExpiry({ headers }: Identity): string | undefined {
  const { authorization } = headers;
  const payload =
    typeof authorization === "string"
      ? /^Bearer [\w-]+\.(?<payload>[\w-]+)\./u.exec(authorization)?.groups?.["payload"]
      : undefined;
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    const expiry = isJsonObject(claims) ? Number(claims["exp"]) * 1000 : Number.NaN;
    return expiry < Date.now()
      ? `the token expired at ${new Date(expiry).toISOString()}`
      : undefined;
  } catch {
    return undefined;
  }
}
