import { Command, Option } from "commander";
import { listPolicySets, loadPolicySet, type PolicySet } from "../../policy/policy-sets.ts";
import { severityOf } from "../../policy/policy-identity.ts";
import { formatTextTable } from "../../report/text-table.ts";
import { type CommandIo, processIo } from "../command-io.ts";

/** `policy-sets [NAME]`: the sets that can be named, or the policies of one. */
export function policySetsCommand(io: CommandIo = processIo()): Command {
  return new Command("policy-sets")
    .description("list the policy sets, or show the policies of one")
    .argument("[name]", "policy set to show")
    .addOption(
      new Option("-o, --output <format>", "format").choices(["table", "json"]).default("table"),
    )
    .action(async (name: string | undefined, { output }: { readonly output: "table" | "json" }) => {
      if (name === undefined) showSets(await listPolicySets(), output, io);
      else showSet(await loadPolicySet(name), output, io);
    });
}

function showSets(sets: readonly PolicySet[], output: "table" | "json", io: CommandIo): void {
  const rows = sets.map(({ name, title, summary, source, policies }) => ({
    name,
    title,
    policies: policies.length,
    summary,
    source,
  }));
  if (output === "json") {
    io.writeOut(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const table = formatTextTable(
    [{ title: "NAME" }, { title: "POLICIES", align: "right" }, { title: "SUMMARY" }],
    rows.map((row) => [row.name, String(row.policies), row.summary]),
  );
  io.writeOut(`${table}\n`);
}

function showSet(set: PolicySet, output: "table" | "json", io: CommandIo): void {
  const rows = set.policies.map((policy) => ({
    policy: policy.name,
    kind: policy.kind,
    severity: severityOf(policy) ?? "medium",
    category: policy.annotations["policies.kyverno.io/category"] ?? "",
    title: policy.annotations["policies.kyverno.io/title"] ?? policy.name,
  }));
  if (output === "json") {
    const { name, title, summary, source } = set;
    io.writeOut(`${JSON.stringify({ name, title, summary, source, policies: rows }, null, 2)}\n`);
    return;
  }
  const table = formatTextTable(
    ["POLICY", "SEVERITY", "CATEGORY", "TITLE"].map((title) => ({ title })),
    rows.map((row) => [row.policy, row.severity, row.category, row.title]),
  );
  io.writeOut(`${set.title}: ${set.summary}\n${set.source}\n\n${table}\n`);
}
