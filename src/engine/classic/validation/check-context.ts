import { isMapping } from "../../../manifest/path.ts";
import type { JsonObject } from "../../../manifest/resource.ts";
import type { ClassicRule } from "../../../policy/cluster-policy.ts";
import { compileQuery } from "../../../jmespath/compile-query.ts";

const RESERVED = [
  "images",
  "request",
  "serviceAccountName",
  "serviceAccountNamespace",
  "element",
  "elementIndex",
];

/** Why a context entry of a rule can't be loaded ever; Kyverno does not look into those of a foreach. */
export function checkContext({ context = [] }: ClassicRule): string | undefined {
  for (const entry of context) {
    const found = checkEntry(entry);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkEntry(entry: JsonObject): string | undefined {
  const { name } = entry;
  if (typeof name !== "string" || name === "") return "a name is required for context entries";
  const reserved = RESERVED.find((word) => name === word || name.startsWith(`${word}.`));
  if (reserved !== undefined)
    return `entry name ${name} is invalid as it conflicts with a pre-defined variable ${reserved}`;
  const source = SOURCES.find(([field]) => entry[field] !== undefined);
  if (source === undefined)
    return "exactly one of configMap or apiCall or imageRegistry or variable is required for context entries";
  const [field, check] = source;
  const value = entry[field];
  return isJsonObject(value) ? check(value) : undefined;
}

type CheckSource = (value: JsonObject) => string | undefined;

/** In the order in which Kyverno looks for them. */
const SOURCES: readonly (readonly [string, CheckSource])[] = [
  ["configMap", checkConfigMap],
  ["apiCall", checkApiCall],
  ["imageRegistry", checkImageRegistry],
  ["variable", checkVariableEntry],
  ["globalReference", checkGlobalReference],
];

function checkConfigMap({ name, namespace }: JsonObject): string | undefined {
  if (isBlank(name)) return "a name is required for configMap context entry";
  if (isBlank(namespace)) return "a namespace is required for configMap context entry";
  return undefined;
}

function checkApiCall({
  urlPath,
  service,
  method,
  data,
  jmesPath,
}: JsonObject): string | undefined {
  if (isBlank(urlPath) && service === undefined)
    return "a urlPath or service is required for apiCall context entry";
  if (!isBlank(urlPath) && service !== undefined)
    return "a urlPath cannot be used for service API calls";
  if (data !== undefined && method !== "POST") return "data can only be used with method POST";
  return checkQuery(jmesPath);
}

function checkImageRegistry({ reference, jmesPath }: JsonObject): string | undefined {
  if (isBlank(reference)) return "a ref is required for imageRegistry context entry";
  return checkQuery(jmesPath);
}

function checkVariableEntry({
  value,
  jmesPath,
  default: fallback,
}: JsonObject): string | undefined {
  const misspelt = checkQuery(jmesPath);
  if (misspelt !== undefined) return misspelt;
  if (value === undefined && isBlank(jmesPath))
    return "a variable must define a value or a jmesPath expression";
  if (fallback !== undefined && isBlank(jmesPath))
    return "a variable must define a default value only when a jmesPath expression is defined";
  return undefined;
}

function checkGlobalReference({ name, jmesPath }: JsonObject): string | undefined {
  if (isBlank(name)) return "a name is required for globalReference context entry";
  return checkQuery(jmesPath);
}

/** Queries with variables are known only when these are. */
function checkQuery(jmesPath: unknown): string | undefined {
  if (typeof jmesPath !== "string" || isBlank(jmesPath) || jmesPath.includes("{{"))
    return undefined;
  const compilation = compileQuery(jmesPath);
  return compilation.ok
    ? undefined
    : `failed to parse JMESPath ${jmesPath}: ${compilation.message}`;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === "";
}

function isJsonObject(value: unknown): value is JsonObject {
  return isMapping(value);
}
