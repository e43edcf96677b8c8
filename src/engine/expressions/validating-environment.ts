import { kyvernoLibraries } from "../../cel/all-libraries.ts";
import type { CelEnvironment } from "../../cel/environment.ts";
import type { CelType } from "../../cel/types.ts";
import {
  ADMISSION_TYPES,
  DYN,
  listOf,
  NAMESPACE_TYPE,
  objectType,
  REQUEST_TYPE,
  STRING,
} from "./admission-types.ts";

/** What each slot of an activation holds, in order; `validatingEnvironment` declares the same. */
export interface ValidatingSlots {
  readonly object: unknown;
  readonly oldObject: unknown;
  readonly request: unknown;
  readonly namespaceObject: unknown;
  readonly exceptions: unknown;
  readonly variables: unknown;
}

const EXCEPTIONS_TYPE = objectType("libs.Exception");
const VARIABLES_TYPE = objectType("kyverno.variables");

/** Puts values into the slots that `validatingEnvironment` declares. */
export function slotsOf(values: ValidatingSlots): readonly unknown[] {
  return [
    values.object,
    values.oldObject,
    values.request,
    values.namespaceObject,
    values.exceptions,
    values.variables,
  ];
}

/** What the expressions of a ValidatingPolicy may refer to, once `variables` are declared (Kyverno's createBaseVpolEnv). */
export function validatingEnvironment(
  variables: Readonly<Record<string, CelType>>,
): CelEnvironment {
  return {
    variables: [
      { name: "object", type: DYN },
      { name: "oldObject", type: DYN },
      { name: "request", type: REQUEST_TYPE },
      { name: "namespaceObject", type: NAMESPACE_TYPE },
      { name: "exceptions", type: EXCEPTIONS_TYPE },
      { name: "variables", type: VARIABLES_TYPE },
    ],
    objectTypes: [
      ...ADMISSION_TYPES,
      {
        name: "libs.Exception",
        fields: { allowedImages: listOf(STRING), allowedValues: listOf(STRING) },
      },
      { name: "kyverno.variables", fields: variables },
    ],
    libraries: kyvernoLibraries,
    homogeneousLiterals: true,
    orValueCompat: true,
    twoVariableMacros: true,
  };
}
