import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { applyFiles, type ApplyOutcome } from "../../src/app/apply-files.ts";
import { columnsOf, propertiesRow, reportRow } from "./answer-rows.ts";
import { applyInput } from "./apply-input.ts";
import type { AnswerRow } from "./compare-rows.ts";
import { GOLD_FOLDER, readProbeGold, readProbeNotes, readPropertiesGold } from "./gold.ts";
import { rowsOf, notSupported, type SuiteComparison } from "./suite-comparison.ts";

interface Probe {
  readonly suite: string;
}

/** Compares a probe's rows, refused policies among them. */
export async function compareProbe({ suite }: Probe): Promise<SuiteComparison> {
  if (!existsSync(join(GOLD_FOLDER, "probes", suite, "cmd.json")))
    return notSupported(["mutations and the like"], 0);
  const gold = readProbeGold(suite);
  const run = await runProbe(suite);
  if (typeof run === "string") return notSupported([run], gold.length);
  const { unsupported } = run;
  const supported = gold.filter(([policy]) => !unsupported.has(policy));
  const left = {
    unsupported: [...unsupported.values()],
    unsupportedRows: gold.length - supported.length,
  };
  if (supported.length === 0) return notSupported(left.unsupported, gold.length);
  const goldRows = supported.map(reportRow);
  return {
    ...rowsOf(goldRows, withoutNotRecorded(suite, goldRows, ourRows(run))),
    ...left,
  };
}

function ourRows({ outcome, unsupported }: ProbeRun): readonly AnswerRow[] {
  const refused = [...outcome.invalid, ...outcome.dropped];
  return [
    ...outcome.results
      .filter(({ policy }) => !unsupported.has(policy))
      .map((row) => reportRow(columnsOf(row))),
    ...refused.map(({ name, text }) => reportRow([name, null, null, null, null, "invalid", text])),
  ];
}

/** Leaves out what the folder's notes say was not recorded: policies that crash it or say nothing, and rows that are random in it. */
function withoutNotRecorded(
  probe: string,
  gold: readonly AnswerRow[],
  ours: readonly AnswerRow[],
): readonly AnswerRow[] {
  const notes = readProbeNotes(probe);
  const silent = new Set(notes.aborting_policies?.map(({ policy }) => policy));
  for (const policy of notes.no_result ?? []) silent.add(policy);
  const random = new Set(notes.nondeterministic_dropped?.map(({ key }) => key.join(" | ")));
  const recorded = new Set(gold.map(({ key }) => key));
  const kept = ours.filter(
    ({ key }) =>
      !silent.has(key.split(" | ")[0] ?? "") &&
      (recorded.has(key) || !random.has(key.replace(/[ |]+$/u, ""))),
  );
  // Of these only the number is known: rows of ours that nothing was recorded for.
  let pruned = notes.pruned_ambiguous_wildcard_label_rows ?? 0;
  if (pruned === 0) return kept;
  return kept.filter(({ key }) => recorded.has(key) || --pruned < 0);
}

/** Compares the properties, severities and sources of a probe's rows. */
export async function compareProperties({ suite }: Probe): Promise<SuiteComparison | undefined> {
  const gold = readPropertiesGold(suite);
  const run = gold.length === 0 ? "" : await runProbe(suite);
  if (typeof run === "string" || run.unsupported.size > 0) return undefined;
  const ours = run.outcome.results.map((row) =>
    propertiesRow([
      row.policy,
      row.rule,
      row.resource.kind,
      row.resource.namespace,
      row.resource.name,
      row.result,
      row.properties,
      row.severity ?? null,
      row.category || null,
      row.scored || null,
      row.source,
    ]),
  );
  return rowsOf(gold.map(propertiesRow), ours);
}

interface ProbeRun {
  readonly outcome: ApplyOutcome;
  /** Kinds of the policies that are not supported, by name. */
  readonly unsupported: ReadonlyMap<string, string>;
}

/** The last run: a probe's rows and its properties come from the same one. */
let last: { readonly probe: string; readonly run: ProbeRun | string } | undefined;

/** Runs a probe's policies on its objects; the answer is the flag that is not supported, if there is one. */
async function runProbe(probe: string): Promise<ProbeRun | string> {
  if (last?.probe === probe) return last.run;
  const folder = join(GOLD_FOLDER, "probes", probe);
  const args: readonly string[] = JSON.parse(readFileSync(join(folder, "cmd.json"), "utf8"));
  const input = await applyInput(args, folder);
  if (typeof input === "string") return input;
  const outcome = await applyFiles(input);
  const unsupported = new Map(outcome.unsupported.map(({ name, kind }) => [name, kind]));
  const run = { outcome, unsupported };
  last = { probe, run };
  return run;
}
