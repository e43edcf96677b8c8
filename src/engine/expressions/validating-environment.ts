import { kyvernoLibraries, namespacedKyvernoLibraries } from "../../cel/all-libraries.ts";
import type { CelLibrary } from "../../cel/define-functions.ts";
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

const EXCEPTIONS_TYPE = objectType("libs.Exception");
const VARIABLES_TYPE = objectType("kyverno.variables");

/** What the slots of an activation hold, in order. */
export const VALIDATING_SLOTS: CelEnvironment["variables"] = [
  { name: "object", type: DYN },
  { name: "oldObject", type: DYN },
  { name: "request", type: REQUEST_TYPE },
  { name: "namespaceObject", type: NAMESPACE_TYPE },
  { name: "exceptions", type: EXCEPTIONS_TYPE },
  { name: "variables", type: VARIABLES_TYPE },
];

const LIBRARIES = new Map<string | undefined, readonly CelLibrary[]>();

/** One array for each namespace, so that whoever prepares libraries does it once. */
function librariesFor(namespace: string | undefined): readonly CelLibrary[] {
  const known = LIBRARIES.get(namespace);
  if (known !== undefined) return known;
  const made = namespace === undefined ? kyvernoLibraries : namespacedKyvernoLibraries(namespace);
  LIBRARIES.set(namespace, made);
  return made;
}

/**
 * What the expressions of a ValidatingPolicy may refer to once these variables are declared (Kyverno's createBaseVpolEnv).
 * A policy that belongs to a namespace may ask for less.
 */
export function validatingEnvironment(
  namespace: string | undefined,
  variables: Readonly<Record<string, CelType>>,
): CelEnvironment {
  return {
    variables: VALIDATING_SLOTS,
    objectTypes: [
      ...ADMISSION_TYPES,
      {
        name: "libs.Exception",
        fields: { allowedImages: listOf(STRING), allowedValues: listOf(STRING) },
      },
      { name: "kyverno.variables", fields: variables },
    ],
    libraries: librariesFor(namespace),
    homogeneousLiterals: true,
    orValueCompat: true,
    twoVariableMacros: true,
  };
}
