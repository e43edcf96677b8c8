import { KUBERNETES_FORMATS } from "../../values/kubernetes-formats.ts";
import { CelOptional } from "../boxed-values.ts";
import { overload, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelObject } from "../values.ts";
import { OpaqueValue } from "./opaque-value.ts";

const TYPE = "kubernetes.NamedFormat";

/** A named format as a CEL value. */
class CelFormat extends OpaqueValue {
  readonly typeName = TYPE;
  readonly name: string;
  readonly errorsOf: (text: string) => readonly string[];
  constructor(name: string, errorsOf: (text: string) => readonly string[]) {
    super();
    this.name = name;
    this.errorsOf = errorsOf;
  }
  equals(other: CelObject): boolean {
    return other instanceof CelFormat && other.name === this.name;
  }
  toJsonText(): CelError {
    return new CelError("json: unsupported type: func(string) []string");
  }
}

const FORMATS: ReadonlyMap<string, CelFormat> = new Map(
  Object.entries(KUBERNETES_FORMATS).map(([name, check]) => [name, new CelFormat(name, check)]),
);

// oxfmt-ignore
/** Kubernetes' format functions (apiserver pkg/cel/library/format.go): `validate` gives what is wrong, or nothing. */
export const kubernetesFormatsLibrary: CelLibrary = {
  name: "k8s.format",
  functions: [
    overload(null, "format.named", ["string"], `optional_type(${TYPE})`, named),
    overload(TYPE, "validate", ["string"], "optional_type(list(string))", validate),
    ...[...FORMATS].map(([name, format]) => overload(null, `format.${name}`, [], TYPE, () => format)),
  ],
};

function named(name: string): CelOptional {
  const format = FORMATS.get(name);
  return format === undefined ? CelOptional.none : CelOptional.of(format);
}

function validate(format: CelFormat, text: string): CelOptional {
  const errors = format.errorsOf(text);
  return errors.length === 0 ? CelOptional.none : CelOptional.of(errors);
}
