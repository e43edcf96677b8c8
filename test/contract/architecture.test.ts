import { cruise, type IForbiddenRuleType } from "dependency-cruiser";
import { expect, test } from "vitest";

/** Who may import whom. Read a line as: this folder → the folders it may use. The same table stands in ARCHITECTURE.md. */
const MAY_IMPORT = {
  values: [],
  manifest: [],
  policy: ["manifest"],
  cel: ["values", "manifest"],
  jmespath: ["values", "manifest"],
  pattern: ["values"],
  results: ["manifest", "policy"],
  engine: ["policy", "manifest", "results", "values", "cel", "jmespath", "pattern"],
  pipeline: ["engine", "policy", "manifest", "results", "cel"],
  report: ["results", "policy", "manifest"],
  cluster: ["manifest"],
  app: [
    "engine",
    "pipeline",
    "policy",
    "manifest",
    "results",
    "report",
    "cluster",
    "cel",
    "jmespath",
    "values",
  ],
  mcp: ["app", "results", "report", "manifest"],
  cli: ["app", "results", "report", "manifest", "mcp"],
};
const PURE = "values|cel|jmespath|pattern|engine|results|report";
const NOT_A_TEST = String.raw`\.test\.ts$`;

const rules: IForbiddenRuleType[] = [
  { name: "no-cycles", from: {}, to: { circular: true, dependencyTypesNot: ["type-only"] } },
  {
    name: "subfolders-are-private",
    from: { path: "^src/([^/]+)/", pathNot: NOT_A_TEST },
    to: { path: "^src/[^/]+/[^/]+/", pathNot: "^src/$1/" },
  },
  {
    name: "the-core-is-pure",
    from: { path: `^src/(${PURE})/`, pathNot: NOT_A_TEST },
    to: { dependencyTypes: ["core"] },
  },
  ...Object.entries(MAY_IMPORT).map(([folder, others]) => ({
    name: `${folder}-may-import`,
    from: { path: `^src/${folder}/`, pathNot: NOT_A_TEST },
    to: { path: "^src/", pathNot: `^src/(${[folder, ...others].join("|")})/` },
  })),
];

test("imports go only in the allowed directions", async () => {
  const { output } = await cruise(["src"], {
    validate: true,
    ruleSet: { forbidden: rules.map((rule) => ({ ...rule, severity: "error" })) },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  });
  if (typeof output === "string") throw new Error(output);
  const violations = output.summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} → ${to}`,
  );
  expect(violations).toEqual([]);
  // 0 when no TypeScript parser is installed: the count proves that the rules saw the code.
  expect(output.summary.totalCruised).toBeGreaterThan(250);
});
