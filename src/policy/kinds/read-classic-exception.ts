import type { Document } from "../../manifest/document.ts";
import { isMapping } from "../../manifest/path.ts";
import type { Json, JsonObject } from "../../manifest/resource.ts";
import type { MatchFilter, ResourceDescription, Subject } from "../cluster-policy.ts";
import type { ClassicException } from "../policy-exception.ts";
import { readObject, type ReadPolicy } from "./read-object.ts";
import { flag, list, mapOf, object, text, type Shape } from "./shape.ts";

interface Spec {
  readonly background?: boolean;
  readonly exceptions: ClassicException["exceptions"];
  readonly match: { readonly any?: readonly MatchFilter[]; readonly all?: readonly MatchFilter[] };
  readonly conditions?: JsonObject;
  readonly podSecurity?: readonly JsonObject[];
}

const mapping: Shape<JsonObject> = (value, path, issues) => {
  if (isJsonObject(value)) return value;
  issues.push({ path, message: "must be a mapping" });
  return undefined;
};

function isJsonObject(value: unknown): value is JsonObject {
  return isMapping(value);
}

const filters = list(
  object<MatchFilter>({
    resources: object<ResourceDescription>({
      kinds: list(text()),
      name: text(),
      names: list(text()),
      namespaces: list(text()),
      annotations: mapOf(text()),
      selector: mapping,
      namespaceSelector: mapping,
      operations: list(text()),
    }),
    subjects: list(
      object<Subject>({ kind: text(), name: text(), namespace: text(), apiGroup: text() }, [
        "kind",
        "name",
      ]),
    ),
    roles: list(text()),
    clusterRoles: list(text()),
  }),
);

const control = object<Readonly<Record<string, Json>>>(
  { controlName: text(), images: list(text()), restrictedField: text(), values: list(text()) },
  ["controlName"],
);

const spec = object<Spec>(
  {
    background: flag,
    exceptions: list(
      object<Spec["exceptions"][number]>({ policyName: text(), ruleNames: list(text()) }, [
        "policyName",
        "ruleNames",
      ]),
    ),
    match: object<Spec["match"]>({ any: filters, all: filters }),
    conditions: mapping,
    podSecurity: list(control),
  },
  ["exceptions", "match"],
);

/** Reads a `kyverno.io` PolicyException; v2beta1 and v2 have the same spec. */
export function readClassicException(document: Document): ReadPolicy<ClassicException> {
  const read = readObject(document, spec);
  if (!read.ok) return read;
  const { name, namespace } = read.identity;
  const { exceptions, match, conditions, podSecurity = [], background = true } = read.spec;
  return {
    ok: true,
    policy: {
      name,
      ...(namespace !== undefined && { namespace }),
      exceptions,
      match,
      ...(conditions !== undefined && { conditions }),
      podSecurity,
      background,
    },
  };
}
