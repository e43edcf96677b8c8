import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createServices } from "../../src/app/create-services.ts";
import { preparePolicies, type PreparedPolicies } from "../../src/app/prepare-policies.ts";
import { scanManifests } from "../../src/app/scan-manifests.ts";
import { objectAt, objectsAt, textAt } from "../../src/cluster/json-fields.ts";
import { loadDocuments } from "../../src/manifest/load-documents.ts";
import { parseDocuments } from "../../src/manifest/parse-documents.ts";
import type { Policy } from "../../src/policy/policy.ts";

/** What a policy says about one half of its fix pair. */
export interface FixHalf {
  /** `Kind namespace/name` of each object. */
  readonly objects: readonly string[];
  /** Outcomes of those that do not pass: `fail`, `warn`, `error`. */
  readonly outcomes: readonly string[];
  readonly passes: number;
}

/** Evaluates both halves, `bad.yaml` and `good.yaml`, with what the suite's `context.yaml` says of the cluster. */
export async function checkFixPair(
  policy: Policy,
): Promise<{ readonly bad: FixHalf; readonly good: FixHalf }> {
  const folder = join(dirname(policy.place.file), ".kyverno-test");
  const { documents } = await loadDocuments([policy.place.file]);
  const services = createServices({ env: {}, homeDir: "/nonexistent", keepsSelection: true });
  const prepared = await preparePolicies({ policySets: [], documents }, services);
  const context = await contextText(join(folder, "context.yaml"));
  const [bad, good] = await Promise.all(
    ["bad.yaml", "good.yaml"].map((file) =>
      checkHalf(join(folder, "fix", file), context, prepared),
    ),
  );
  if (bad === undefined || good === undefined) throw new Error("two files give two halves");
  return { bad, good };
}

async function checkHalf(
  file: string,
  context: string,
  policies: PreparedPolicies,
): Promise<FixHalf> {
  const { documents, problems } = await loadDocuments([file]);
  if (problems.length > 0) throw new Error(`${file}: ${problems[0]?.message}`);
  const around = parseDocuments(context, "context.yaml").documents;
  const scan = await scanManifests(
    { documents: [...documents, ...around], problems: [], policies },
    {},
  );
  const { violations = [], pass = 0 } = scan.contexts[0]?.tally ?? {};
  const objects = documents.map(({ value }) => {
    const metadata = objectAt(value, "metadata");
    return `${textAt(value, "kind")} ${textAt(metadata, "namespace")}/${textAt(metadata, "name")}`;
  });
  const names = new Set(objects.map((object) => object.replace(/ .*\//u, " ")));
  return {
    objects,
    outcomes: violations
      .filter(({ kind, name }) => names.has(`${kind} ${name}`))
      .map(({ outcome }) => outcome),
    passes: pass,
  };
}

/** The objects of a Kyverno CLI context file as a text of JSON documents; empty where there is no such file. */
async function contextText(file: string): Promise<string> {
  if (!existsSync(file)) return "";
  const { documents } = await loadDocuments([file]);
  return documents
    .flatMap(({ value }) => objectsAt(objectAt(value, "spec"), "resources"))
    .map((object) => JSON.stringify(object))
    .join("\n---\n");
}
