import { overload, type CelLibrary } from "../define-functions.ts";

/** Kubernetes' `jsonpatch.escapeKey`: a key as one step of a JSON pointer. */
export const jsonpatchLibrary: CelLibrary = {
  name: "k8s.jsonpatch",
  functions: [
    overload(null, "jsonpatch.escapeKey", ["string"], "string", (key: string) =>
      key.replaceAll("~", "~0").replaceAll("/", "~1"),
    ),
  ],
};
