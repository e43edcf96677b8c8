import { homedir } from "node:os";
import { Command, Option } from "commander";
import { createServices } from "../../app/create-services.ts";
import { listContexts } from "../../app/list-contexts.ts";
import { formatTextTable } from "../../report/text-table.ts";
import { type CommandIo, processIo } from "../command-io.ts";

interface Flags {
  readonly output: "table" | "json";
  readonly kubeconfig?: string;
  readonly reach: boolean;
}

/** `contexts`: the clusters that can be scanned. */
export function contextsCommand(io: CommandIo = processIo()): Command {
  return new Command("contexts")
    .description("list the contexts of the kubeconfig and the versions of the clusters that answer")
    .addOption(
      new Option("-o, --output <format>", "format").choices(["table", "json"]).default("table"),
    )
    .option("--kubeconfig <file>", "kubeconfig to read instead of KUBECONFIG or ~/.kube/config")
    .option("--no-reach", "do not ask the clusters for their versions")
    .action(async ({ output, kubeconfig, reach }: Flags) => {
      const services = createServices({
        env: process.env,
        homeDir: homedir(),
        kubeconfigPaths: kubeconfig === undefined ? [] : [kubeconfig],
        keepsSelection: true,
      });
      const list = await listContexts({ reach }, services);
      if (output === "json") {
        io.writeOut(`${JSON.stringify(list, null, 2)}\n`);
        return;
      }
      const rows = list.contexts.map((row) => [
        row.selected ? "*" : "",
        row.context,
        row.cluster,
        row.server,
        row.version ?? row.problem ?? "",
      ]);
      const titles = ["", "CONTEXT", "CLUSTER", "SERVER", "VERSION"].map((title) => ({ title }));
      if (rows.length > 0) io.writeOut(`${formatTextTable(titles, rows)}\n`);
      if (list.hint !== undefined) io.writeErr(`${list.hint}\n`);
    });
}
