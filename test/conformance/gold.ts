import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the recorded answers are, beside the repository. */
export const GOLD_FOLDER = fileURLToPath(new URL("../../../shared/conformance/", import.meta.url));

/** Whether the recorded answers are there. */
export function hasGold(): boolean {
  return existsSync(GOLD_FOLDER);
}

/** A recorded `kyverno test`: rows are policy, rule, resource, result, reason, message. */
export interface TestGold {
  readonly suite: string;
  readonly exit: number;
  readonly rows: readonly (readonly [string, string, string, string, string, string])[];
  readonly error?: string;
}

/** Policy, rule, kind, namespace, name, result, message, severity, category. */
export type ReportGoldRow = readonly [
  string,
  string | null,
  string | null,
  string | null,
  string | null,
  string,
  string | null,
  string?,
  string?,
];

/** Policy, rule, kind, namespace, name, result, properties, severity, category, scored, source. */
export type PropertiesGoldRow = readonly [
  ...who: [string, string | null, string | null, string | null, string | null],
  result: string,
  properties: Readonly<Record<string, string>> | null,
  severity: string | null,
  category: string | null,
  scored: boolean | null,
  source: string,
];

/** A recorded `kyverno apply` of a suite's policies on its own resources or on foreign ones. */
export interface ApplyGold {
  readonly suite: string;
  readonly args?: readonly string[];
  readonly policies?: readonly string[];
  readonly exit: number;
  readonly summary: Readonly<Record<string, number>> | null;
  readonly results: readonly ReportGoldRow[];
  readonly error?: string;
}

/** The recorded runs of `kyverno test`. */
export function readTestGold(): readonly TestGold[] {
  const suites: readonly TestGold[] = readJsonLines("gold/test.jsonl");
  return suites;
}

/** The recorded runs of `kyverno apply` on the suites' own resources or on foreign ones. */
export function readApplyGold(name: "apply" | "cross"): readonly ApplyGold[] {
  const suites: readonly ApplyGold[] = readJsonLines(`gold/${name}.jsonl`);
  return suites;
}

/** The recorded rows of a probe, those with reasons in random order among them. */
export function readProbeGold(probe: string): readonly ReportGoldRow[] {
  return ["gold.jsonl", "gold-normalised.jsonl"].flatMap((name): readonly ReportGoldRow[] => {
    const path = `probes/${probe}/${name}`;
    if (!existsSync(`${GOLD_FOLDER}${path}`)) return [];
    const rows: readonly ReportGoldRow[] = readJsonLines(path);
    return rows;
  });
}

/** What a probe's notes say about rows that were not recorded. */
export interface ProbeNotes {
  readonly aborting_policies?: readonly { readonly policy: string }[];
  readonly nondeterministic_dropped?: readonly { readonly key: readonly string[] }[];
  /** Policies that the CLI answered nothing for, without a word. */
  readonly no_result?: readonly string[];
  readonly pruned_ambiguous_wildcard_label_rows?: number;
}

/** The notes of a probe; empty where it has none. */
export function readProbeNotes(probe: string): ProbeNotes {
  const path = `${GOLD_FOLDER}probes/${probe}/notes.json`;
  if (!existsSync(path)) return {};
  const notes: ProbeNotes = JSON.parse(readFileSync(path, "utf8"));
  return notes;
}

/** A recorded `kyverno jp query`. */
export interface QueryGold {
  readonly input: unknown;
  readonly expr: string;
  readonly output?: unknown;
  readonly error?: string;
}

/** The recorded queries of a probe. */
export function readQueriesGold(probe: string): readonly QueryGold[] {
  const queries: readonly QueryGold[] = readJsonLines(`probes/${probe}/queries.jsonl`);
  return queries;
}

/** The recorded properties of a probe's rows; none where they were not recorded. */
export function readPropertiesGold(probe: string): readonly PropertiesGoldRow[] {
  const path = `probes/${probe}/properties.jsonl`;
  if (!existsSync(`${GOLD_FOLDER}${path}`)) return [];
  const rows: readonly PropertiesGoldRow[] = readJsonLines(path);
  return rows;
}

// oxlint-disable-next-line typescript/no-explicit-any -- the folder's README says what each file holds
function readJsonLines(path: string): any {
  const lines = readFileSync(`${GOLD_FOLDER}${path}`, "utf8").trimEnd().split("\n");
  return JSON.parse(`[${lines.join(",")}]`);
}
