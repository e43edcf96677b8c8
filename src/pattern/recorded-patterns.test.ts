import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Document } from "../manifest/document.ts";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { isMapping } from "./compile-leaf.ts";
import { compilePattern } from "./compile-pattern.ts";
import {
  anyPatternVerdict,
  explainUnder,
  patternVerdict,
  type PatternVerdict,
} from "./outcome-messages.ts";

/** What the real CLI answered for patterns of every operator and anchor on values of every type. */
const PROBES = join(import.meta.dirname, "../../../shared/conformance/probes");
const isThere = existsSync(PROBES);
if (!isThere) process.stderr.write(`skipped: there are no recorded answers at ${PROBES}\n`);

type Row = readonly [
  policy: string,
  rule: string | null,
  kind: string | null,
  namespace: string | null,
  name: string | null,
  result: string,
  message: string | null,
];
type Verdict = (resource: unknown, message: string | undefined) => PatternVerdict;

interface Rule {
  readonly message: string | undefined;
  readonly verdict: Verdict;
}

test.skipIf(!isThere).for([
  ["pattern-leaf", 62_000],
  ["pattern-anchors", 27_000],
] as const)("recorded answers of %s come out the same", ([folder, least]) => {
  const rules = readRules(folder);
  const resources = new Map(
    documents(folder, "resources.yaml").map((at) => [nameOf(at), at.value]),
  );
  let compared = 0;
  const differences: unknown[] = [];
  for (const [policy, , , , name, result, message] of readRows(folder)) {
    const rule = rules.get(policy);
    const resource = resources.get(name ?? "");
    if (rule === undefined || resource === undefined || result === "invalid") continue;
    compared += 1;
    const text =
      rule.message?.replaceAll("{{ request.object.metadata.name }}", name ?? "") || undefined;
    const ours = rule.verdict(resource, text);
    if (ours.outcome !== result || ours.message !== message)
      differences.push({ policy, name, result, message, ours });
  }
  expect(differences.slice(0, 20)).toEqual([]);
  expect(compared).toBeGreaterThan(least);
});

const HAS_VARIABLE = /\{\{|\$\(/u;
/** Go keeps the digits of a policy's integers beyond 2^53, which a parsed JSON number has lost. */
const HAS_HUGE_NUMBER = /[:[]\d{16}/u;

/** The rules whose patterns hold no variables: putting those in is not the pattern's part. */
function readRules(folder: string): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>();
  for (const document of documents(folder, "policies.yaml")) {
    const [rule] = listOf(fieldOf(fieldOf(document.value, "spec"), "rules"));
    const validate = fieldOf(rule, "validate");
    const message = fieldOf(validate, "message");
    const [pattern, anyPattern] = [fieldOf(validate, "pattern"), fieldOf(validate, "anyPattern")];
    const text = JSON.stringify([pattern, anyPattern]);
    if (HAS_VARIABLE.test(text) || HAS_HUGE_NUMBER.test(text)) continue;
    rules.set(nameOf(document), {
      message: typeof message === "string" ? message : undefined,
      verdict: verdictOf(String(fieldOf(rule, "name")), pattern, anyPattern),
    });
  }
  return rules;
}

function verdictOf(rule: string, pattern: unknown, anyPattern: unknown): Verdict {
  if (Array.isArray(anyPattern)) {
    const patterns = anyPattern.map(compilePattern);
    return (resource, message) =>
      anyPatternVerdict(
        { name: rule, message: message ?? "", patterns },
        resource,
        explainUnder(message),
      );
  }
  const { match } = compilePattern(pattern);
  return (resource, message) => patternVerdict(rule, match(resource), explainUnder(message));
}

function readRows(folder: string): readonly Row[] {
  const lines = readFileSync(join(PROBES, folder, "gold.jsonl"), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const row: Row = JSON.parse(line);
    return row;
  });
}

function documents(folder: string, file: string): readonly Document[] {
  const parsed = parseDocuments(readFileSync(join(PROBES, folder, file), "utf8"), file);
  expect(parsed.problems.filter(({ level }) => level === "error")).toEqual([]);
  return parsed.documents;
}

function nameOf({ value }: Document): string {
  return String(fieldOf(fieldOf(value, "metadata"), "name"));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldOf(value: unknown, key: string): unknown {
  return isMapping(value) ? value[key] : undefined;
}
