import type { Json } from "../../manifest/resource.ts";
import type { ClusterError } from "../cluster-error.ts";
import { badAnswer } from "./describe-failure.ts";

/** The body as JSON; a ClusterError when it is something else, as behind a login page. */
export function parseJson(
  server: string,
  path: string,
  { body, contentType }: { readonly body: Buffer; readonly contentType: string },
): Json {
  try {
    const value: Json = JSON.parse(body.toString("utf8"));
    return value;
  } catch {
    throw notJson(server, path, contentType);
  }
}

/** What a body that is no JSON is refused with. */
export function notJson(server: string, path: string, contentType: string): ClusterError {
  const type = contentType.split(";")[0] || "an unknown type";
  return badAnswer(server, path, `something that is not JSON (${type})`);
}
