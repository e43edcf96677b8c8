import { admissionLibraries } from "../../cel/all-libraries.ts";
import { compileExpression, type CelCompilation } from "../../cel/compile-expression.ts";
import type { CelEnvironment } from "../../cel/environment.ts";
import type { CelType } from "../../cel/types.ts";
import {
  ADMISSION_TYPES,
  DYN,
  NAMESPACE_TYPE,
  objectType,
  REQUEST_TYPE,
} from "./admission-types.ts";

const VARIABLES = "kubernetes.variables";

const BASE_SLOTS: CelEnvironment["variables"] = [
  { name: "object", type: DYN },
  { name: "oldObject", type: DYN },
  { name: "request", type: REQUEST_TYPE },
  { name: "namespaceObject", type: NAMESPACE_TYPE },
  { name: "variables", type: objectType(VARIABLES) },
  { name: "authorizer", type: objectType("kubernetes.authorization.Authorizer") },
];
const PARAMS_SLOT = { name: "params", type: DYN };

/** Compiles expressions of Kubernetes' own kind, as `validate.cel` and matchConditions have them: Kyverno's functions are not there. */
export interface AdmissionScope {
  readonly compile: (source: string) => CelCompilation;
}

/** The scope in which these variables are declared, and `params` where the policy has some. */
export function admissionScope(
  variables: Readonly<Record<string, CelType>>,
  hasParams: boolean,
): AdmissionScope {
  const environment: CelEnvironment = {
    variables: hasParams ? [...BASE_SLOTS, PARAMS_SLOT] : BASE_SLOTS,
    objectTypes: [...ADMISSION_TYPES, { name: VARIABLES, fields: variables }],
    libraries: admissionLibraries,
    homogeneousLiterals: true,
    orValueCompat: true,
    twoVariableMacros: true,
  };
  return { compile: (source) => compileExpression(source, environment) };
}
