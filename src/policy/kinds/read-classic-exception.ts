import type { Document } from "../../manifest/document.ts";
import type { Json, JsonObject } from "../../manifest/resource.ts";
import type { MatchBlock } from "../cluster-policy.ts";
import type { ClassicException } from "../policy-exception.ts";
import { filtersBlock } from "./match-block.ts";
import { readObject, type ReadPolicy } from "./read-object.ts";
import { flag, list, mapping, object, text } from "./shape.ts";

interface Spec {
  readonly background?: boolean;
  readonly exceptions: ClassicException["exceptions"];
  readonly match: Pick<MatchBlock, "any" | "all">;
  readonly conditions?: JsonObject;
  readonly podSecurity?: readonly JsonObject[];
}

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
    match: filtersBlock,
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
