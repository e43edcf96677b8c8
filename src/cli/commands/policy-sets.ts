import { homedir } from "node:os";
import { Command, Option } from "commander";
import { createServices } from "../../app/create-services.ts";
import { listPolicies } from "../../app/list-policies.ts";
import type { Services } from "../../app/services.ts";
import { formatTextTable } from "../../report/text-table.ts";
import { type CommandIo, processIo } from "../command-io.ts";

interface Flags {
  readonly output: "table" | "json";
}

/** `policy-sets [NAME]`: the sets that can be named, or the policies of one. */
export function policySetsCommand(io: CommandIo = processIo()): Command {
  return new Command("policy-sets")
    .description("list the policy sets, or show the policies of one")
    .argument("[name]", "policy set to show")
    .addOption(
      new Option("-o, --output <format>", "format").choices(["table", "json"]).default("table"),
    )
    .action(async (name: string | undefined, { output }: Flags) => {
      const services = createServices({
        env: process.env,
        homeDir: homedir(),
        keepsSelection: true,
      });
      const shown = name === undefined ? await allSets(services) : await oneSet(name, services);
      io.writeOut(output === "json" ? `${JSON.stringify(shown.facts, null, 2)}\n` : shown.text);
    });
}

interface Shown {
  readonly facts: unknown;
  readonly text: string;
}

async function allSets(services: Services): Promise<Shown> {
  const sets = await services.listPolicySets();
  const facts = sets.map(({ name, title, summary, source, policies }) => ({
    name,
    title,
    policies: policies.length,
    summary,
    source,
  }));
  const table = formatTextTable(
    [{ title: "NAME" }, { title: "POLICIES", align: "right" }, { title: "SUMMARY" }],
    facts.map((row) => [row.name, String(row.policies), row.summary]),
  );
  return { facts, text: `${table}\n` };
}

async function oneSet(name: string, services: Services): Promise<Shown> {
  const { title, summary, source, policies: all } = await services.loadPolicySet(name);
  const { policies } = await listPolicies(
    { source: "built-in", policySet: name, limit: all.length, budget: Number.POSITIVE_INFINITY },
    services,
  );
  const table = formatTextTable(
    ["POLICY", "SEVERITY", "CATEGORY", "TITLE"].map((column) => ({ title: column })),
    policies.map((row) => [row.policy, row.severity, row.category ?? "", row.title ?? ""]),
  );
  return {
    facts: { name, title, summary, source, policies },
    text: `${title}: ${summary}\n${source}\n\n${table}\n`,
  };
}
