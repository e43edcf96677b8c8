import type { Document } from "../../manifest/document.ts";
import { valueAt } from "../../manifest/path.ts";
import type { ClassicRule, ClusterPolicy, ClusterPolicySpec } from "../cluster-policy.ts";
import { filtersBlock, matchBlock } from "./match-block.ts";
import { readObject, type ReadPolicy } from "./read-object.ts";
import { flag, integer, json, list, mapOf, mapping, object, text, type Shape } from "./shape.ts";
import {
  anyAllConditions,
  contextEntry,
  failureActionOverrides,
  validateBlock,
} from "./validate-block.ts";

/**
 * Reads a ClusterPolicy or Policy. Both versions give the same type; `v2beta1` declares conditions and has no flat
 * match. What mutate, generate and verifyImages rules hold is not looked into.
 */
export function readClusterPolicy(document: Document): ReadPolicy<ClusterPolicy> {
  const isV1 = valueAt(document.value, ["apiVersion"]) === "kyverno.io/v1";
  const read = readObject(document, isV1 ? SPEC_V1 : SPEC_V2BETA1);
  if (!read.ok) return read;
  const kind = read.kind === "Policy" ? read.kind : "ClusterPolicy";
  return {
    ok: true,
    policy: { ...read.identity, kind, spec: { ...read.spec, rules: read.spec.rules ?? [] } },
  };
}

const named = list(
  object<{ name: string; expression: string }>({ name: text(), expression: text() }, [
    "name",
    "expression",
  ]),
);

const MAX_RULE_NAME = 63;

const ruleName: Shape<string> = (value, path, issues) => {
  const name = text()(value, path, issues);
  if (name === undefined || name.length <= MAX_RULE_NAME) return name;
  issues.push({ path, message: `longer than ${MAX_RULE_NAME} characters` });
  return undefined;
};

interface ByVersion {
  readonly match: Shape<NonNullable<ClassicRule["match"]>>;
  readonly exclude: Shape<NonNullable<ClassicRule["exclude"]>>;
  readonly preconditions: Shape<NonNullable<ClassicRule["preconditions"]>>;
}

function specOf(byVersion: ByVersion): Shape<ClusterPolicySpec> {
  const action = text("audit", "enforce", "Audit", "Enforce");
  return object<ClusterPolicySpec>({
    rules: list(ruleOf(byVersion)),
    applyRules: text("All", "One"),
    background: flag,
    admission: flag,
    failurePolicy: text("Ignore", "Fail"),
    validationFailureAction: action,
    validationFailureActionOverrides: failureActionOverrides,
    emitWarning: flag,
    webhookConfiguration: object<NonNullable<ClusterPolicySpec["webhookConfiguration"]>>({
      matchConditions: named,
      timeoutSeconds: integer,
    }),
    mutateExistingOnPolicyUpdate: flag,
    generateExisting: flag,
    generateExistingOnPolicyUpdate: flag,
    schemaValidation: flag,
    useServerSideApply: flag,
    webhookTimeoutSeconds: integer,
  });
}

function ruleOf({ match, exclude, preconditions }: ByVersion): Shape<ClassicRule> {
  return object<ClassicRule>(
    {
      name: ruleName,
      match,
      exclude,
      context: list(contextEntry),
      preconditions,
      celPreconditions: named,
      imageExtractors: mapping,
      skipBackgroundRequests: flag,
      reportProperties: mapOf(text()),
      validate: validateBlock,
      mutate: mapping,
      generate: mapping,
      verifyImages: list(mapping),
    },
    ["name"],
  );
}

const SPEC_V1 = specOf({ match: matchBlock, exclude: matchBlock, preconditions: json });
const SPEC_V2BETA1 = specOf({
  match: filtersBlock,
  exclude: filtersBlock,
  preconditions: anyAllConditions,
});
