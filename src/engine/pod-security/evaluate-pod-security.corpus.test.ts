import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDocuments } from "../../manifest/parse-documents.ts";
import type { JsonObject, Resource } from "../../manifest/resource.ts";
import { compilePodSecurity, type PodSecurityCompilation } from "./evaluate-pod-security.ts";

const PROBE = join(import.meta.dirname, "../../../../shared/conformance/probes/podsecurity");
const isThere = existsSync(PROBE);
if (!isThere) process.stderr.write(`skipped: there are no recorded answers at ${PROBE}\n`);

interface ProbePolicy {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly rules: readonly [{ readonly validate: { podSecurity: JsonObject } }] };
}
type Row = readonly [
  policy: string,
  rule: string,
  kind: string,
  namespace: string,
  name: string,
  result: string,
  message: string,
];

function documentsIn(file: string): string {
  const text = readFileSync(join(PROBE, file), "utf8");
  return JSON.stringify(parseDocuments(text, file).documents.map(({ value }) => value));
}

function rowsIn(file: string): readonly Row[] {
  const lines = readFileSync(join(PROBE, file), "utf8").trim().split("\n");
  const rows: readonly Row[] = JSON.parse(`[${lines.join(",")}]`);
  return rows;
}

/** The order of checks is random in Kyverno once anything is excluded. */
function sortGroups(message: string): string {
  const start = message.indexOf("(Forbidden reason: ");
  if (start === -1) return message;
  const groups = message.slice(start).split(/(?<=\]\))(?=\(Forbidden)/);
  return message.slice(0, start) + groups.toSorted().join("");
}

function answer(compiled: PodSecurityCompilation, resource: Resource, rule: string): string {
  if (!compiled.ok) return `invalid: ${compiled.message}`;
  const outcome = compiled.evaluate(resource);
  if (outcome.kind === "pass") return `pass: Validation rule '${rule}' passed.`;
  if (outcome.kind === "fail")
    return `fail: Validation rule '${rule}' failed. ${sortGroups(outcome.message)}`;
  return outcome.kind;
}

describe.skipIf(!isThere)("Kyverno's recorded answers", () => {
  test("to podSecurity rules are the same here, with their messages", { timeout: 60_000 }, () => {
    const written: readonly ProbePolicy[] = JSON.parse(documentsIn("policies.yaml"));
    const policies = new Map(
      written.map(({ metadata, spec }) => [
        metadata.name,
        compilePodSecurity(spec.rules[0].validate.podSecurity),
      ]),
    );
    const objects: readonly Resource[] = JSON.parse(documentsIn("resources.yaml"));
    const resources = new Map(
      objects.map((resource) => [`${resource.kind} ${resource.metadata.name}`, resource]),
    );
    const rows = [...rowsIn("gold.jsonl"), ...rowsIn("gold-normalised.jsonl")].filter(
      ([, , , , , result]) => result !== "invalid",
    );
    const differences = rows.flatMap(([policy, rule, kind, , name, result, message]) => {
      const compiled = policies.get(policy);
      const resource = resources.get(`${kind} ${name}`);
      if (compiled === undefined || resource === undefined) return [{ policy, name }];
      const ours = answer(compiled, resource, rule);
      const theirs = `${result}: ${sortGroups(message)}`;
      return ours === theirs ? [] : [{ policy, name, ours, theirs }];
    });
    expect(rows.length).toBeGreaterThan(20_000);
    expect(differences).toEqual([]);
  });
});
