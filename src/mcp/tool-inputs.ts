import { z } from "zod";

/** Limits of every tool's input: enough for any real use, too little to tie the server up. */
const MAX_NAME = 253;
const MAX_MANIFESTS = 2_000_000;

/** A context of the kubeconfig. */
export const context = z
  .string()
  .min(1)
  .max(MAX_NAME)
  .optional()
  .meta({
    description: "kubeconfig context; default: the session's (list_contexts shows it)",
    examples: ["prod"],
  });

/** Rows wanted. */
export const limit = z
  .int()
  .min(1)
  .max(200)
  .optional()
  .meta({
    description: "rows at most; default 20, fewer where they would not fit",
    examples: [50],
  });

/** Time that a scan of clusters may take. */
export const seconds = z
  .int()
  .min(1)
  .max(3600)
  .optional()
  .meta({
    description: "seconds for reading clusters, default 50; the rest is then named as not read",
    examples: [120],
  });

/** Where the rows go on. */
export const cursor = z
  .string()
  .min(1)
  .max(300)
  .optional()
  .meta({ description: "next_cursor of the answer before", examples: ["r20.3f2a"] });

/** Names as a list or, as older servers took them, one comma-separated string. */
export function names(description: string, example: readonly string[]) {
  return z
    .union([z.string().max(2000), z.array(z.string().min(1).max(MAX_NAME)).max(100)])
    .meta({ description, examples: [[...example]] })
    .transform((value) => splitNames(value))
    .optional();
}

/** YAML or JSON documents as text. */
export function manifestText(description: string, example: string) {
  return z
    .string()
    .min(1)
    .max(MAX_MANIFESTS)
    .meta({ description, examples: [example] });
}

/** A name, exact or with `*`. */
export function name(description: string, example: string) {
  return z
    .string()
    .min(1)
    .max(MAX_NAME)
    .optional()
    .meta({ description, examples: [example] });
}

function splitNames(value: string | readonly string[]): readonly string[] {
  const list = typeof value === "string" ? value.split(",") : value;
  return [...new Set(list.map((item) => item.trim()).filter((item) => item !== ""))];
}

/** Severities of Kyverno's annotation, worst first. */
export const severity = z
  .enum(["critical", "high", "medium", "low", "info"])
  .optional()
  .meta({ description: "this severity and worse", examples: ["high"] });

/** Sets of policies by name. */
export const policySets = names(
  "policy sets by name (list_policies shows them), all, or cluster: the policies installed there (apply_policies only); default pod-security unless policies is given",
  ["pod-security"],
);

const parameterValue = z.union([
  z.string().max(2000),
  z.int(),
  z.boolean(),
  z.array(z.string().max(500)).max(200),
]);

/** Values for parameters of the chosen sets. */
export const parameters = z
  .record(z.string().max(MAX_NAME), parameterValue)
  .optional()
  .meta({
    description: "values for parameters of the sets (list_policies with policySet shows them)",
    examples: [{ allowedRegistries: ["registry.example/"] }],
  });

/** A framework to group by. */
export const framework = name(
  "sum up by this framework's controls too: cis-kubernetes-1.10, pod-security-standards, nsa-cisa-hardening, owasp-kubernetes-top-10, …",
  "cis-kubernetes-1.10",
);

/** Policies that the caller brings. */
export const policies = manifestText(
  "Kyverno policies to use, as YAML or JSON text",
  "apiVersion: policies.kyverno.io/v1\nkind: ValidatingPolicy\n…",
).optional();

/** Exceptions that the caller brings. */
export const exceptions = manifestText(
  "PolicyExceptions, as YAML or JSON text",
  "apiVersion: kyverno.io/v2\nkind: PolicyException\n…",
).optional();

/** Namespaces as callers of older servers name all of them. */
export function chosenNamespaces(given: readonly string[] | undefined): readonly string[] {
  const all = given?.some((namespace) => namespace === "*" || namespace === "all") === true;
  return all ? [] : (given ?? []);
}
