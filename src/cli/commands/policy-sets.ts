import { homedir } from "node:os";
import { Command, Option } from "commander";
import { createServices } from "../../app/create-services.ts";
import { listPolicies } from "../../app/list-policies.ts";
import type { Services } from "../../app/services.ts";
import { formatTextTable } from "../../report/text-table.ts";
import { type CommandIo, processIo } from "../command-io.ts";

interface Flags {
  readonly policySets: readonly string[];
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
    .option(
      "--policy-sets <folder>",
      "folder with policy sets of your own beside the shipped ones (repeatable; also KYVERNO_MCP_POLICY_SETS)",
      (folder: string, previous: readonly string[]) => [...previous, folder],
      [],
    )
    .action(async (name: string | undefined, { output, policySets }: Flags) => {
      const services = createServices({
        env: process.env,
        homeDir: homedir(),
        policySetPaths: policySets,
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
  const facts = sets.map(({ name, title, summary, source, policies, includes, parameters }) => ({
    name,
    title,
    policies: policies.length,
    includes,
    parameters,
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
  const set = await services.loadPolicySet(name);
  const { title, summary, source, includes, parameters, policies: all } = set;
  const { policies } = await listPolicies(
    { source: "built-in", policySet: name, limit: all.length, budget: Number.POSITIVE_INFINITY },
    services,
  );
  const table = formatTextTable(
    ["POLICY", "SEVERITY", "CATEGORY", "TITLE"].map((column) => ({ title: column })),
    policies.map((row) => [row.policy, row.severity, row.category ?? "", row.title ?? ""]),
  );
  const lines = [
    `${title}: ${summary}`,
    source,
    ...(includes.length === 0 ? [] : [`includes ${includes.join(", ")}`]),
    ...parameters.map(
      (one) => `--set ${one.name}=${String(one.default)}: ${one.description} (${one.type})`,
    ),
  ];
  return {
    facts: { name, title, summary, source, includes, parameters, policies },
    text: `${lines.join("\n")}\n\n${table}\n`,
  };
}
