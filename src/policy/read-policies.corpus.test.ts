import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadDocuments } from "../manifest/load-documents.ts";
import { readPolicies } from "./read-policies.ts";

const CORPUS = join(import.meta.dirname, "../../../shared/conformance");
const isThere = existsSync(CORPUS);
if (!isThere) process.stderr.write(`skipped: there are no recorded suites at ${CORPUS}\n`);

/** Names of the policies of a probe that gave no row at all in the real CLI: those whose document broke the schema are among them. */
function silentPolicies(folder: string): readonly string[] {
  const notes = join(folder, "notes.json");
  if (!existsSync(notes)) return [];
  const { no_result = [] }: { no_result?: readonly string[] } = JSON.parse(
    readFileSync(notes, "utf8"),
  );
  return no_result;
}

describe.skipIf(!isThere)("the recorded suites", () => {
  test(
    "hold no ValidatingPolicy that is refused here and gave a result there",
    { timeout: 60_000 },
    async () => {
      const files = globSync(join(CORPUS, "{policies,cli,probes}/**/*.{yaml,yml}"));
      const { documents } = await loadDocuments(
        files.filter((file) => !file.includes("kyverno-test")),
      );
      const { policies, problems } = readPolicies(documents);
      expect(policies.length).toBeGreaterThan(2000);
      const refused = problems.filter(({ message }) => {
        const name = /^\w*ValidatingPolicy ([^:]+): /.exec(message)?.[1];
        return name !== undefined && !wasSilent(name, message, problems);
      });
      expect(refused).toEqual([]);

      function wasSilent(name: string, message: string, all: typeof problems): boolean {
        const at = all.find((problem) => problem.message === message)?.at.file ?? "";
        return basename(at) === "policies.yaml" && silentPolicies(dirname(at)).includes(name);
      }
    },
  );
});
