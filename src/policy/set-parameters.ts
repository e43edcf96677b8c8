import { nearestFirst } from "../manifest/nearest-name.ts";
import { UserError } from "../manifest/user-error.ts";
import { isClassicPolicy, type Policy } from "./policy.ts";

/** A value that people set on a policy set: text, a whole number, a switch, or a list of texts. */
export type ParameterValue = string | number | boolean | readonly string[];

/** What a parameter can take. */
export const PARAMETER_TYPES = ["string", "integer", "boolean", "list"] as const;

/**
 * A value of a set's policies that differs from team to team. In a policy it is a CEL variable of the same name whose
 * expression is the literal of the default, so that the file is a whole Kyverno policy without us.
 */
export interface SetParameter {
  readonly name: string;
  readonly description: string;
  readonly type: (typeof PARAMETER_TYPES)[number];
  readonly default: ParameterValue;
}

/** Values by parameter name; text is read as the parameter's type, a list from text is split at commas. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** A value as a parameter's type takes it; undefined when it does not fit. */
export function readParameterValue(
  type: SetParameter["type"],
  given: unknown,
): ParameterValue | undefined {
  return READERS[type](given);
}

const READERS: Readonly<
  Record<SetParameter["type"], (given: unknown) => ParameterValue | undefined>
> = {
  string: (given) => (typeof given === "string" ? given : undefined),
  integer: readInteger,
  boolean: readBoolean,
  list: readList,
};

function readInteger(given: unknown): number | undefined {
  const number = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

function readBoolean(given: unknown): boolean | undefined {
  if (given === "true") return true;
  if (given === "false") return false;
  return typeof given === "boolean" ? given : undefined;
}

function readList(given: unknown): readonly string[] | undefined {
  if (typeof given === "string") {
    return given
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }
  return isTexts(given) ? given : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** The value as a CEL literal: https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values */
export function celLiteral(value: ParameterValue): string {
  if (typeof value === "string") return quote(value);
  return typeof value === "object" ? `[${value.map(quote).join(", ")}]` : String(value);
}

function quote(text: string): string {
  const escaped = text
    .replaceAll("\\", String.raw`\\`)
    .replaceAll("'", String.raw`\'`)
    // oxlint-disable-next-line no-control-regex -- a literal holds no control character as it is
    .replaceAll(/[\u0000-\u001F\u007F]/gu, (char) => `\\x${hex(char)}`);
  return `'${escaped}'`;
}

function hex(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).padStart(2, "0");
}

/** The same policies with the given values in place of the defaults; a policy that uses none is the same object. Throws a `UserError` for an unknown name or a value of the wrong type. */
export function withParameters(
  policies: readonly Policy[],
  parameters: readonly SetParameter[],
  values: ParameterValues,
): readonly Policy[] {
  const literals = new Map(
    Object.entries(values).map(([name, given]) => [name, literalFor(name, given, parameters)]),
  );
  return literals.size === 0 ? policies : policies.map((policy) => setVariables(policy, literals));
}

function literalFor(name: string, given: unknown, parameters: readonly SetParameter[]): string {
  const parameter = parameters.find((candidate) => candidate.name === name);
  if (parameter === undefined) throw unknownParameter(name, parameters);
  const value = readParameterValue(parameter.type, given);
  if (value !== undefined) return celLiteral(value);
  throw new UserError(
    `parameter ${name} takes ${TYPE_WORDS[parameter.type]}, not ${JSON.stringify(given)}`,
    { hint: `${parameter.description} (default ${celLiteral(parameter.default)})` },
  );
}

const TYPE_WORDS: Readonly<Record<SetParameter["type"], string>> = {
  string: "a string",
  integer: "a whole number",
  boolean: "true or false",
  list: "a list of strings, or one text with commas",
};

function unknownParameter(name: string, parameters: readonly SetParameter[]): UserError {
  const names = parameters.map((parameter) => parameter.name);
  return new UserError(`the chosen policy sets have no parameter ${JSON.stringify(name)}`, {
    hint:
      names.length === 0
        ? "they have no parameter at all; the list of policy sets shows which sets have"
        : `one of ${nearestFirst(name, names).join(", ")}`,
  });
}

function setVariables(policy: Policy, literals: ReadonlyMap<string, string>): Policy {
  if (isClassicPolicy(policy)) return policy;
  const { variables = [] } = policy.spec;
  if (!variables.some(({ name }) => literals.has(name))) return policy;
  return {
    ...policy,
    spec: {
      ...policy.spec,
      variables: variables.map((variable) => {
        const expression = literals.get(variable.name);
        return expression === undefined ? variable : { ...variable, expression };
      }),
    },
  };
}

/** Whether the policy has a variable that the parameter of this name sets. */
export function usesParameter(policy: Policy, name: string): boolean {
  return !isClassicPolicy(policy) && (policy.spec.variables ?? []).some((one) => one.name === name);
}

/** What is wrong with a parameter that a set declares, seen with the set's policies; undefined when nothing is. */
export function parameterDefect(
  parameter: SetParameter,
  policies: readonly Policy[],
): string | undefined {
  const { name, type } = parameter;
  const value = readParameterValue(type, parameter.default);
  if (value === undefined) return `the default of parameter ${name} is not ${TYPE_WORDS[type]}`;
  const uses = policies.flatMap((policy) =>
    isClassicPolicy(policy)
      ? []
      : (policy.spec.variables ?? []).flatMap((variable) =>
          variable.name === name ? [{ policy: policy.name, expression: variable.expression }] : [],
        ),
  );
  if (uses.length === 0) return `no policy has a variable of the name of parameter ${name}`;
  const literal = celLiteral(value);
  const other = uses.find(({ expression }) => expression.trim() !== literal);
  return (
    other && `policy ${other.policy} gives ${name} another default than the set: write ${literal}`
  );
}
