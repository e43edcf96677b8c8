import type { Operation } from "../../engine/evaluation.ts";
import type { Document } from "../../manifest/document.ts";
import { UserError } from "../../manifest/user-error.ts";
import type { Outcome } from "../../results/rule-result.ts";
import {
  decodeStrict,
  isObject,
  type Decoded,
  type Shape,
} from "../kyverno-files/decode-strict.ts";
import { API_CALL_RESPONSES } from "./api-call-responses.ts";
import { VALUES_FIELDS, type ValuesSpec } from "../kyverno-files/values-file.ts";

const RESOURCE_SPEC = {
  fields: {
    group: "string",
    version: "string",
    kind: "string",
    namespace: "string",
    name: "string",
    subresource: "string",
  },
} as const satisfies Shape;

const RESULT = {
  fields: {
    policy: "string",
    rule: "string",
    kind: "string",
    resources: { list: "string" },
    resourceSpecs: { list: RESOURCE_SPEC },
    result: "string",
    operation: "string",
    patchedResources: "string",
    generatedResource: "string",
    generatedResources: { list: "string" },
    cloneSourceResource: "string",
    failOnMissingResources: "boolean",
  },
  // `isValidatingPolicy` and its like: the CLI reads and ignores them.
  ignored: /^is[a-z]+policy$/i,
} as const satisfies Shape;

/** Mocked GlobalContextEntries: the data, and what their projections give. */
const GLOBAL_CONTEXT_ENTRIES = {
  list: { fields: { name: "string", data: "any", projections: "any" } },
} as const satisfies Shape;

const TEST_FILE = {
  fields: {
    apiVersion: "string",
    kind: "string",
    metadata: "any",
    name: "string",
    policies: { list: "string" },
    resources: { list: "string" },
    targetResources: { list: "string" },
    paramResources: { list: "string" },
    clusterResources: { list: "string" },
    jsonPayload: "string",
    jsonPayloads: { list: "string" },
    httpPayloads: { list: "string" },
    envoyPayloads: { list: "string" },
    variables: "string",
    values: { fields: VALUES_FIELDS },
    userinfo: "string",
    exceptions: { list: "string" },
    context: "string",
    apiCallResponses: API_CALL_RESPONSES,
    globalContextEntries: GLOBAL_CONTEXT_ENTRIES,
    results: { list: RESULT },
  },
} as const satisfies Shape;

type RawTest = Decoded<typeof TEST_FILE>;

/** What a test expects of one policy on some resources. */
export interface ExpectedResult {
  readonly policy: string;
  readonly rule: string;
  readonly resources: readonly string[];
  readonly resourceSpecs: readonly Decoded<typeof RESOURCE_SPEC>[];
  readonly result: Outcome;
  /** Set where the file names one: this expectation looks at a run of its own. */
  readonly operation?: Operation;
}

/** One test of a `kyverno-test.yaml`; paths are relative to the file's folder. */
export interface TestFile {
  readonly name: string;
  /** The file's path as it was found. */
  readonly file: string;
  readonly policies: readonly string[];
  readonly resources: readonly string[];
  readonly clusterResources: readonly string[];
  readonly apiCallResponses: Decoded<typeof API_CALL_RESPONSES>;
  readonly globalContextEntries: Decoded<typeof GLOBAL_CONTEXT_ENTRIES>;
  readonly exceptions: readonly string[];
  readonly jsonPayloads: readonly string[];
  readonly context: string | undefined;
  readonly variables: string | undefined;
  readonly values: ValuesSpec | undefined;
  readonly userInfo: string | undefined;
  readonly results: readonly ExpectedResult[];
  /** Fields of the file that this engine can't honour yet and that would change the answer. */
  readonly unsupported: readonly string[];
}

const UNSUPPORTED = ["paramResources", "httpPayloads", "envoyPayloads"] as const;
const UNSUPPORTED_IN_RESULTS = [
  "patchedResources",
  "generatedResource",
  "generatedResources",
  "cloneSourceResource",
] as const;

/** Reads one document of a test file; throws a `UserError` for unknown fields and for the schema that Kyverno dropped. */
export function decodeTestFile(document: Document): TestFile {
  const raw = decodeStrict(document, TEST_FILE);
  if (!raw.apiVersion || !raw.kind || raw.name !== undefined)
    throw new UserError(`${document.file}: the test has a schema that Kyverno no longer reads`, {
      hint: "it needs `apiVersion: cli.kyverno.io/v1alpha1`, `kind: Test` and `metadata.name`",
    });
  return {
    name: nameOf(raw),
    file: document.file,
    ...inputsOf(raw),
    context: raw.context,
    variables: raw.variables,
    values: raw.values,
    userInfo: raw.userinfo,
    results: (raw.results ?? []).map((result) => expectedResult(document, result)),
    unsupported: unsupportedFields(raw),
  };
}

type Inputs = Pick<
  TestFile,
  | "policies"
  | "resources"
  | "clusterResources"
  | "apiCallResponses"
  | "globalContextEntries"
  | "exceptions"
  | "jsonPayloads"
>;

function inputsOf(raw: RawTest): Inputs {
  return {
    policies: raw.policies ?? [],
    resources: raw.resources ?? [],
    clusterResources: raw.clusterResources ?? [],
    apiCallResponses: raw.apiCallResponses ?? [],
    globalContextEntries: raw.globalContextEntries ?? [],
    exceptions: raw.exceptions ?? [],
    jsonPayloads: [...(raw.jsonPayload ? [raw.jsonPayload] : []), ...(raw.jsonPayloads ?? [])],
  };
}

function nameOf({ metadata }: RawTest): string {
  const name = isObject(metadata) ? metadata["name"] : undefined;
  return typeof name === "string" ? name : "";
}

function expectedResult(document: Document, raw: Decoded<typeof RESULT>): ExpectedResult {
  const operation = oneOf<Operation>(document, "operation", raw.operation, OPERATIONS);
  const result = oneOf<Outcome>(document, "result", raw.result, OUTCOMES);
  if (result === undefined)
    throw new UserError(
      `${document.file}: the result for policy "${raw.policy ?? ""}" says no outcome`,
      {
        hint: `add \`result:\` with one of ${OUTCOMES.join(", ")}`,
      },
    );
  return {
    policy: raw.policy ?? "",
    rule: raw.rule ?? "",
    resources: raw.resources ?? [],
    resourceSpecs: raw.resourceSpecs ?? [],
    result,
    ...(operation === undefined ? {} : { operation }),
  };
}

const OPERATIONS: readonly Operation[] = ["CREATE", "UPDATE", "DELETE"];
const OUTCOMES: readonly Outcome[] = ["pass", "fail", "warn", "error", "skip"];

function oneOf<T extends string>(
  document: Document,
  field: string,
  value: string | undefined,
  known: readonly T[],
): T | undefined {
  if (value === undefined || value === "") return undefined;
  const found = known.find((item) => item === value);
  if (found === undefined)
    throw new UserError(`${document.file}: ${field} "${value}" is unknown`, {
      hint: `one of ${known.join(", ")}`,
    });
  return found;
}

function unsupportedFields(raw: RawTest): string[] {
  const fields: string[] = UNSUPPORTED.filter((name) => isGiven(raw[name]));
  for (const name of UNSUPPORTED_IN_RESULTS)
    if (raw.results?.some((result) => isGiven(result[name])) === true)
      fields.push(`results.${name}`);
  return fields;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}
