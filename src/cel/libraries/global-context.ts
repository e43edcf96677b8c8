import { hostOverload, type CelLibrary } from "../define-functions.ts";
import type { CelHost } from "../host.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import { withContext } from "./host-answer.ts";
import { LibraryObject } from "./library-object.ts";

const TYPE = "globalcontext.Context";

/** Kyverno's `globalContext`. */
export const globalContextLibrary: CelLibrary = declare((host, name, projection = "") =>
  host.getGlobalContext(name, projection),
);

/** Kyverno's `globalContext` in namespaced policies: declared, but refused. */
export const namespacedGlobalContextLibrary: CelLibrary = declare(
  () => new CelError("globalContext.* is not allowed in namespaced policies"),
);

function declare(
  read: (host: CelHost, name: string, projection?: string) => CelResult,
): CelLibrary {
  const call = (host: CelHost, _: CelValue, name: string, projection?: string): CelResult =>
    withContext("failed to get global reference", read(host, name, projection));
  return {
    name: "kyverno.globalContext",
    constants: { globalContext: { type: TYPE, value: new LibraryObject(TYPE) } },
    functions: ["Get", "get"].flatMap((name) => [
      hostOverload(TYPE, name, ["string"], "dyn", call),
      hostOverload(TYPE, name, ["string", "string"], "dyn", call),
    ]),
  };
}
