import type { Document } from "../../manifest/document.ts";
import type { CelException } from "../policy-exception.ts";
import { readObject, type ReadPolicy } from "./read-object.ts";
import { list, object, text } from "./shape.ts";

interface Spec {
  readonly policyRefs: CelException["policyRefs"];
  readonly matchConditions?: CelException["matchConditions"];
  readonly images?: readonly string[];
  readonly allowedValues?: readonly string[];
  readonly reportResult?: "pass" | "skip";
}

const spec = object<Spec>(
  {
    policyRefs: list(
      object<Spec["policyRefs"][number]>({ name: text(), kind: text() }, ["name", "kind"]),
    ),
    matchConditions: list(
      object<CelException["matchConditions"][number]>({ name: text(), expression: text() }, [
        "name",
        "expression",
      ]),
    ),
    images: list(text()),
    allowedValues: list(text()),
    reportResult: text("pass", "skip"),
  },
  ["policyRefs"],
);

/** Reads a `policies.kyverno.io` PolicyException; v1alpha1, v1beta1 and v1 have the same spec. */
export function readCelException(document: Document): ReadPolicy<CelException> {
  const read = readObject(document, spec);
  if (!read.ok) return read;
  const { name, namespace, labels } = read.identity;
  const { policyRefs, matchConditions = [], images = [], allowedValues = [] } = read.spec;
  return {
    ok: true,
    policy: {
      name,
      ...(namespace !== undefined && { namespace }),
      policyRefs,
      matchConditions,
      images,
      allowedValues,
      reportsPass: read.spec.reportResult === "pass",
      priority: priorityOf(labels["polex.kyverno.io/priority"]),
    },
  };
}

/** A label that is no whole number counts as none. */
function priorityOf(label: string | undefined): number {
  return label !== undefined && /^[+-]?\d+$/u.test(label) ? Number(label) : 0;
}
