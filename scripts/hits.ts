import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { severityOf } from "../src/policy/policy-identity.ts";
import { listPolicySets } from "../src/policy/policy-sets.ts";
import { countHits } from "./count-hits.ts";
import { readHits } from "./read-hits.ts";
import { cell } from "./set-pages.ts";

/** Counts again what each policy finds in public manifests and writes `docs/policy-hits.md`; what people judged of it stays. */
const PAGE = new URL("../docs/policy-hits.md", import.meta.url);
const hits = await countHits();
if (hits === undefined) {
  console.error("skipped: ../shared/conformance is not there");
  process.exit(2);
}
const known = new Map(
  (existsSync(PAGE) ? readHits(readFileSync(PAGE, "utf8")) : []).map((row) => [row.policy, row]),
);
const severities = new Map(
  (await listPolicySets())
    .flatMap(({ policies }) => policies)
    .map((policy) => [policy.name, severityOf(policy) ?? "medium"]),
);
const lines = [
  "# What each policy finds in public manifests",
  "",
  "Every shipped policy was tried on the 188 objects that Kyverno's answers are recorded for (`gold`) and on every object in the files of Kyverno's public test suites (`suites`, most of which were written to fail something). A number is how many objects violate the policy; every one of them was looked at. No policy gives an error (pods and controllers without a pod spec, which no API server accepts, are left out). `node scripts/hits.ts` counts again.",
  "",
  "| policy | severity | gold | suites | judgement |",
  "|---|---|---|---|---|",
  ...hits
    .toSorted((a, b) => (a.policy < b.policy ? -1 : 1))
    .map(
      ({ policy, gold, suites }) =>
        `| ${policy} | ${severities.get(policy) ?? ""} | ${gold} | ${suites} | ${cell(known.get(policy)?.judgement ?? "")} |`,
    ),
];
writeFileSync(PAGE, `${lines.join("\n")}\n`);
for (const { policy, errors } of hits) {
  for (const error of errors) console.error(`${policy}: ${error}`);
}
