import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describeMatches } from "../src/app/describe-matches.ts";
import { type Framework } from "../src/policy/frameworks.ts";
import { severityOf } from "../src/policy/policy-identity.ts";
import type { PolicySet } from "../src/policy/policy-sets.ts";
import type { Policy } from "../src/policy/policy.ts";
import { celLiteral } from "../src/policy/set-parameters.ts";

/** `docs/policy-sets.md` and a page for each set, from what sets, policies and fixtures say of themselves. */
export function setPages(
  sets: readonly PolicySet[],
  frameworks: readonly Framework[],
): Readonly<Record<string, string>> {
  return {
    "docs/policy-sets.md": overview(sets, frameworks),
    ...Object.fromEntries(
      sets.map((set) => [`docs/policy-sets/${set.name}.md`, setPage(set, frameworks)]),
    ),
  };
}

const NOTICE = ["", "Written by `npm run docs`; do not edit.", ""];

function overview(sets: readonly PolicySet[], frameworks: readonly Framework[]): string {
  return page([
    "# Policy sets",
    ...NOTICE,
    "| set | policies | what for |",
    "|---|---|---|",
    ...sets.map(
      ({ name, policies, title, summary }) =>
        `| [${name}](policy-sets/${name}.md) | ${policies.length} | ${cell(`${title}. ${summary}`)} |`,
    ),
    "",
    "`scan --policy-set NAME` checks with a set, `--set PARAMETER=VALUE` changes a parameter; over MCP they are `policySets` and `parameters`.",
    "A set of your own is a folder of the same shape: [how to write one](own-policy-sets.md). What each policy finds in public manifests: [hits](policy-hits.md).",
    "",
    "## Frameworks",
    "",
    "`scan --framework ID` (over MCP `framework`) sums a scan up by the controls of one of these too. Only mappings that are sure are listed; no framework is covered by them alone.",
    "",
    "| framework | controls with a policy |",
    "|---|---|",
    ...frameworks.map(
      ({ id, title, source, controls }) =>
        `| \`${id}\`: [${cell(title)}](${source}) | ${controls.length} |`,
    ),
    ...frameworks.flatMap(frameworkTable),
  ]);
}

function frameworkTable({ id, title, controls }: Framework): string[] {
  return [
    "",
    `### ${title} (\`${id}\`)`,
    "",
    "| control | title | policies |",
    "|---|---|---|",
    ...controls.map(
      (control) =>
        `| ${cell(control.id)} | ${cell(control.title)} | ${control.policies.join(", ")} |`,
    ),
  ];
}

function setPage(set: PolicySet, frameworks: readonly Framework[]): string {
  const own = set.policies.filter((policy) => isIn(policy, set.name));
  const others = set.policies.filter((policy) => !isIn(policy, set.name));
  return page([
    `# ${set.name}`,
    ...NOTICE,
    `${set.title}. ${set.summary} [Source](${set.source}).`,
    "",
    ...(set.includes.length === 0
      ? []
      : [`Includes ${set.includes.map((name) => `[${name}](${name}.md)`).join(", ")}.`, ""]),
    ...parameterTable(set),
    "| policy | severity | title |",
    "|---|---|---|",
    ...[...own, ...others].map(
      (policy) =>
        `| [${policy.name}](${isIn(policy, set.name) ? "" : `${homeOf(policy)}.md`}#${policy.name}) | ${severityOf(policy) ?? "medium"} | ${cell(annotation(policy, "title"))} |`,
    ),
    ...own.flatMap((policy) => policySection(policy, frameworks)),
  ]);
}

function parameterTable({ parameters }: PolicySet): string[] {
  if (parameters.length === 0) return [];
  return [
    "## Parameters",
    "",
    "| parameter | type | default | means |",
    "|---|---|---|---|",
    ...parameters.map(
      (one) =>
        `| \`${one.name}\` | ${one.type} | \`${cell(celLiteral(one.default))}\` | ${cell(one.description)} |`,
    ),
    "",
    "## Policies",
    "",
  ];
}

function policySection(policy: Policy, frameworks: readonly Framework[]): string[] {
  const mapped = frameworks.flatMap(({ title, controls }) =>
    controls
      .filter(({ policies }) => policies.includes(policy.name))
      .map((control) => `${title} ${control.id} (${control.title})`),
  );
  return [
    "",
    `## ${policy.name}`,
    "",
    `**${severityOf(policy) ?? "medium"}** · ${annotation(policy, "title")} · ${annotation(policy, "subject")} (${describeMatches(policy.spec)}) · Kyverno ${annotation(policy, "minversion")} or newer`,
    "",
    cellless(annotation(policy, "description")),
    "",
    `**Fix:** ${annotation(policy, "remediation")}`,
    ...(mapped.length === 0 ? [] : ["", `**Controls:** ${mapped.join("; ")}`]),
    ...example("Fails", policy, "bad.yaml"),
    ...example("Passes", policy, "good.yaml"),
  ];
}

function example(verb: string, policy: Policy, file: string): string[] {
  const path = join(dirname(policy.place.file), ".kyverno-test/fix", file);
  if (!existsSync(path)) return [];
  return ["", `${verb}:`, "", "```yaml", readFileSync(path, "utf8").trim(), "```"];
}

/** Name of the set in whose folder the policy lies. */
function homeOf({ place }: Policy): string {
  return basename(dirname(dirname(place.file)));
}

function isIn(policy: Policy, set: string): boolean {
  return homeOf(policy) === set;
}

function annotation(policy: Policy, name: string): string {
  return policy.annotations[`policies.kyverno.io/${name}`]?.trim() ?? "";
}

function page(lines: readonly string[]): string {
  return `${lines.join("\n").trim()}\n`;
}

function cellless(text: string): string {
  return text.replaceAll(/\s+/gu, " ");
}

/** Text as a cell of a Markdown table. */
export function cell(text: string): string {
  return cellless(text.trim()).replaceAll("|", String.raw`\|`);
}
