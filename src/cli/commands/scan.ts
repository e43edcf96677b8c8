import { homedir } from "node:os";
import { basename, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { createServices } from "../../app/create-services.ts";
import { scan, type ScanRequest } from "../../app/scan.ts";
import { COMMAND_SECONDS } from "../../app/with-deadline.ts";
import { formatScan, SCAN_FORMATS, type ScanFormat } from "../../report/format-scan.ts";
import { coloured, plain } from "../../report/paint.ts";
import type { Summary } from "../../results/summary.ts";
import { type CommandIo, processIo } from "../command-io.ts";
import { runShards, type ShardFlags, shardOptions } from "../shard-flags.ts";
import { progressLine } from "../progress-line.ts";

type Severity = keyof Summary["by_severity"];

/** What the exit code is made of. */
type ExitFacts = Pick<Summary, "by_severity" | "not_read" | "scanned" | "totals">;

interface Flags {
  readonly policySet: readonly string[];
  readonly policySets: readonly string[];
  readonly set: readonly (readonly [string, string])[];
  readonly framework?: string;
  readonly policy: readonly string[];
  readonly exception: readonly string[];
  readonly context: readonly string[];
  readonly allContexts?: boolean;
  readonly namespace: readonly string[];
  readonly excludeNamespace: readonly string[];
  readonly kind: readonly string[];
  readonly kubeconfig?: string;
  readonly timeout: number;
  readonly output: ScanFormat;
  readonly limit?: number;
  readonly failOn: Severity | "none";
}

type ScanFlags = Flags & ShardFlags;

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low", "info"];
/** Rows of a table on a terminal when nobody asked for another number. */
const DEFAULT_ROWS = 50;
/** A day: more than that is a mistake, and more than timers take. */
const MAX_SECONDS = 86_400;

/** `scan [PATH…|-]`: manifests, or the cluster when no path is given. */
export function scanCommand(io: CommandIo = processIo()): Command {
  const command = new Command("scan")
    .description(
      "scan manifests, or a cluster when no path is given, and sum up what violates the policies",
    )
    .argument("[path...]", "files, folders, globs, or - for standard input");
  return shardOptions(outputOptions(clusterOptions(policyOptions(command)))).action(
    async (paths: readonly string[], flags: ScanFlags) => {
      const progress = progressLine();
      const services = createServices({
        env: process.env,
        homeDir: homedir(),
        kubeconfigPaths: flags.kubeconfig === undefined ? [] : [flags.kubeconfig],
        policySetPaths: [...flags.policySets, ...flags.policySet.filter(isFolder)],
        keepsSelection: true,
      });
      const running = { ...services, onProgress: progress.show };
      const summary = await runShards(toRequest(paths, flags, io), flags, running, (request) =>
        scan(request, running),
      ).finally(progress.clear);
      if (typeof summary === "string") {
        io.writeOut(summary);
        return;
      }
      const limit = flags.limit ?? (flags.output === "table" ? DEFAULT_ROWS : 0);
      io.writeOut(
        formatScan(summary, { format: flags.output, limit, paint: io.hasColor ? coloured : plain }),
      );
      io.setExitCode(exitCode(summary, flags.failOn));
    },
  );
}

/** What to check with. */
function policyOptions(command: Command): Command {
  return command
    .option(
      "--policy-set <name>",
      "policy set to check with: a name, a folder, or cluster for the policies installed there (repeatable); pod-security when no policy is named",
      collect,
      [],
    )
    .option(
      "--policy-sets <folder>",
      "folder with policy sets of your own beside the shipped ones (repeatable; also KYVERNO_MCP_POLICY_SETS)",
      collect,
      [],
    )
    .option(
      "--set <name=value>",
      "value for a parameter of the policy sets; a list has commas (repeatable)",
      collectSetting,
      [],
    )
    .option(
      "--policy <path>",
      "Kyverno policies of your own: files, folders, globs (repeatable)",
      collect,
      [],
    )
    .option("-e, --exception <path>", "policy exceptions (repeatable)", collect, []);
}

/** What to read. */
function clusterOptions(command: Command): Command {
  return command
    .option("--context <name>", "kubeconfig context to scan (repeatable)", collect, [])
    .option("--all-contexts", "scan every context of the kubeconfig")
    .option("-n, --namespace <name>", "scan only this namespace (repeatable)", collect, [])
    .option("--exclude-namespace <name>", "leave this namespace out (repeatable)", collect, [])
    .option("--kind <kind>", "scan only this kind (repeatable)", collect, [])
    .option("--kubeconfig <file>", "kubeconfig to read instead of KUBECONFIG or ~/.kube/config")
    .option(
      "--timeout <seconds>",
      "time for reading clusters; what was not reached by then is named as not read",
      secondCount,
      COMMAND_SECONDS,
    );
}

/** What to say of it. */
function outputOptions(command: Command): Command {
  return command
    .option("--framework <id>", "sum up by the controls of this framework too")
    .addOption(
      new Option("-o, --output <format>", "format").choices([...SCAN_FORMATS]).default("table"),
    )
    .option(
      "--limit <rows>",
      `rows to show; 0 shows all (default: ${DEFAULT_ROWS} in a table, all elsewhere)`,
      rowCount,
    )
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 when a violation is at least this severe")
        .choices([...SEVERITIES, "none"])
        .default("info"),
    );
}

function toRequest(paths: readonly string[], flags: Flags, io: CommandIo): ScanRequest {
  return {
    paths,
    readStdin: io.readStdin,
    policySets: flags.policySet.map((name) => (isFolder(name) ? basename(resolve(name)) : name)),
    parameters: Object.fromEntries(flags.set),
    framework: flags.framework,
    policyPaths: flags.policy,
    exceptionPaths: flags.exception,
    contexts: flags.allContexts === true ? "all" : flags.context,
    filter: {
      namespaces: flags.namespace,
      excludeNamespaces: flags.excludeNamespace,
      kinds: flags.kind,
    },
    timeoutSeconds: flags.timeout,
  };
}

/**
 * 1: violations that count; 3: none, but something was not read or nothing was evaluated, so this is no clean bill. A
 * set has policies for kinds that a scan need not have: their silence is a warning and `complete: false`, no failure.
 */
export function exitCode(summary: ExitFacts, failOn: Severity | "none"): number {
  const counted = failOn === "none" ? [] : SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  if (counted.some((severity) => summary.by_severity[severity] > 0)) return 1;
  const isBlind = summary.not_read.length > 0 || summary.scanned.rules_evaluated === 0;
  return isBlind || summary.totals.error > 0 ? 3 : 0;
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, ...value.split(",").filter((part) => part !== "")];
}

/** A set by its folder, not by its name. */
function isFolder(nameOrPath: string): boolean {
  return /[/\\]|^\.{1,2}$/u.test(nameOrPath);
}

function collectSetting(
  text: string,
  previous: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const split = text.indexOf("=");
  if (split < 1) throw new InvalidArgumentError("must be NAME=VALUE");
  return [...previous, [text.slice(0, split), text.slice(split + 1)]];
}

function secondCount(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= MAX_SECONDS))
    throw new InvalidArgumentError(`must be a number of seconds up to ${MAX_SECONDS}`);
  return seconds;
}

function rowCount(text: string): number {
  const rows = Number(text);
  if (!Number.isInteger(rows) || rows < 0)
    throw new InvalidArgumentError("must be a whole number, 0 for all");
  return rows;
}
