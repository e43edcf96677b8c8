import { isMapping } from "../../../manifest/path.ts";
import type { Json } from "../../../manifest/resource.ts";
import { goQuote } from "../../../values/go-quote.ts";
import { formatGoValue } from "../../../values/go-format.ts";

/** What is wrong with a condition and where, as a path behind the rule's. */
export interface ConditionRefusal {
  readonly path: string;
  readonly message: string;
}

const OPERATORS = [
  "Equal",
  "Equals",
  "NotEqual",
  "NotEquals",
  "In",
  "AnyIn",
  "AllIn",
  "NotIn",
  "AnyNotIn",
  "AllNotIn",
  "GreaterThanOrEquals",
  "GreaterThan",
  "LessThanOrEquals",
  "LessThan",
  "DurationGreaterThanOrEquals",
  "DurationGreaterThan",
  "DurationLessThanOrEquals",
  "DurationLessThan",
];
const OPERATIONS = ["CREATE", "UPDATE", "DELETE", "CONNECT"];

/** Checks `preconditions` or `conditions` (the `name`), given as `{any, all}` or as the old list. */
export function checkConditions(name: string, conditions: Json): ConditionRefusal | undefined {
  if (Array.isArray(conditions)) return checkList(name, name, conditions);
  if (!isMapping(conditions)) return { path: name, message: "invalid preconditions" };
  const unknown = Object.keys(conditions).find((key) => key !== "any" && key !== "all");
  if (unknown !== undefined)
    return { path: name, message: `unknown field '${unknown}' found under ${name}` };
  const { any, all } = conditions;
  return (
    checkList(`${name}.any`, `${name}.any`, any) ?? checkList(`${name}.all`, `${name}.any`, all)
  );
}

/** Kyverno names a wrong operator at `any` wherever it stands. */
function checkList(
  path: string,
  operatorPath: string,
  list: unknown,
): ConditionRefusal | undefined {
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list)) return { path, message: "conditions must be a list" };
  for (const [index, condition] of list.entries()) {
    const found = checkCondition(condition);
    if (found !== undefined) {
      const place = found.isOperator === true ? operatorPath : path;
      return { path: `${place}[${index}].${found.path}`, message: found.message };
    }
  }
  return undefined;
}

interface Found extends ConditionRefusal {
  readonly isOperator?: boolean;
}

function checkCondition(condition: unknown): Found | undefined {
  const { key = null, operator = "", value = null } = isMapping(condition) ? condition : {};
  if (key === null || value === null || operator === "") {
    const message = "entered value of `key`, `value` or `operator` is missing or misspelled";
    return { path: "", message };
  }
  if (!OPERATORS.some((known) => known === operator)) {
    const known = OPERATORS.map(goQuote).join(" ");
    return {
      path: "",
      message: `entered value of \`operator\` is invalid. valid values: [${known}]`,
      isOperator: true,
    };
  }
  const isOperation =
    typeof key === "string" && key.replaceAll(" ", "") === "{{request.operation}}";
  return isOperation ? checkOperationValue(value) : undefined;
}

/** What `{{ request.operation }}` is compared with has to be an operation, or a variable. */
function checkOperationValue(value: unknown): ConditionRefusal | undefined {
  if (typeof value === "string") {
    const isVariable = value.startsWith("{{") && value.endsWith("}}") && value.length >= 4;
    return isVariable || OPERATIONS.includes(value)
      ? undefined
      : unknownOperation(`value: ${value}`, value);
  }
  if (!Array.isArray(value)) {
    const type =
      typeof value === "object" ? "map" : typeof value === "boolean" ? "bool" : "float64";
    return {
      path: "value",
      message: `'value' field found to be of the type ${type}. The provided value/values are expected to be either in the form of a string or list`,
    };
  }
  const index = value.findIndex((item: unknown) => !OPERATIONS.some((known) => known === item));
  return index < 0 ? undefined : unknownOperation(`value[${index}]`, value[index]);
}

function unknownOperation(path: string, value: unknown): ConditionRefusal {
  const known = OPERATIONS.join(", ");
  return {
    path,
    message: `unknown value '${formatGoValue(value)}' found under the 'value' field. Only the following values are allowed: [${known}]`,
  };
}
