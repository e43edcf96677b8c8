import { homedir } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";

import {
  applyExitCode,
  applyFiles,
  type ApplyInput,
  type ApplyOutcome,
} from "../../app/apply-files.ts";
import { createServices } from "../../app/create-services.ts";
import { UserError } from "../../manifest/user-error.ts";
import { formatClusterReport } from "../../report/cluster-report.ts";
import { formatApplySummary, formatApplyTable, formatFailures } from "../../report/format-apply.ts";
import { formatExceptions } from "../../report/format-exceptions.ts";
import { processIo, type CommandIo } from "../command-io.ts";
import { progressLine } from "../progress-line.ts";
import { leftOutLines, problemLines } from "./left-out.ts";

/** Flags of `kyverno apply` that need what this engine can't do yet: using one is an error, never ignored. */
const UNSUPPORTED_FLAGS = [
  ["--target-resource <paths>", "targets of mutate-existing rules"],
  ["--target-resources <paths>", "targets of mutate-existing rules"],
  ["--parameter-resource <paths>", "parameters of admission policies"],
  ["--parameter-resources <paths>", "parameters of admission policies"],
  ["--http-payload <paths>", "HTTP payloads"],
  ["--envoy-payload <paths>", "Envoy payloads"],
  ["--registry", "fetch image data from registries"],
  ["-b, --git-branch <name>", "branch of a git repository of policies"],
] as const;

/** Flags that say something only beside one of the above. */
const DEPENDENT_FLAGS = [
  ["--cluster-wide-resources", "apply policies to cluster-wide resources"],
] as const;

interface ApplyOptions {
  readonly resource?: readonly string[];
  readonly valuesFile?: string;
  readonly set?: readonly string[];
  readonly userinfo?: string;
  readonly contextFile?: string;
  readonly crdPaths?: readonly string[];
  readonly exception?: readonly string[];
  readonly exceptions?: readonly string[];
  readonly exceptionsWithinPolicies?: true;
  readonly exceptionsWithinResources?: true;
  readonly json?: readonly string[];
  readonly cluster?: true;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly namespace?: string;
  readonly generateExceptions?: true;
  readonly generatedExceptionTtl: string;
  readonly policyReport?: true;
  readonly outputFormat: "json" | "yaml";
  readonly table?: true;
  readonly detailedResults?: true;
  readonly auditWarn?: true;
  readonly warnExitCode: number;
  readonly warnNoPass?: true;
  readonly removeColor?: true;
  readonly stdin?: true;
}

/** Runs the use-case with what the flags say. */
export type ApplyAction = (input: ApplyInput, options: ApplyOptions) => Promise<void>;

/** `apply POLICY… -r RESOURCE…`: the drop-in for `kyverno apply`, with its flags, report and exit codes. */
export function applyCommand(
  io: CommandIo = processIo(),
  action: ApplyAction = (input, options) => run(io, input, options),
): Command {
  const command = new Command("apply")
    .description("apply policies to resources, as `kyverno apply` does")
    .argument("<policy...>", "policy files, folders, globs, or - for standard input")
    .addOption(
      new Option("-r, --resource <paths>", "resource files, folders, globs, or -").argParser(list),
    )
    .addOption(new Option("--resources <paths>", "the same").argParser(list).hideHelp())
    .option("-f, --values-file <path>", "values for the policies' variables")
    .addOption(new Option("-s, --set <name=value>", "values for variables").argParser(list))
    .option("-u, --userinfo <path>", "who makes the request")
    .option("--context-file <path>", "objects and image data that CEL policies may look up")
    .addOption(
      new Option("--crd-paths <paths>", "custom resource definitions of other kinds").argParser(
        list,
      ),
    )
    .addOption(new Option("-e, --exception <paths>", "policy exceptions").argParser(list))
    .addOption(new Option("--exceptions <paths>", "the same").argParser(list).hideHelp())
    .option("--exceptions-within-policies", "take exceptions from the policies' files too")
    .option("--exceptions-within-resources", "take exceptions from the resources' files too")
    .addOption(
      new Option("--json <paths>", "JSON payloads, for policies in JSON mode").argParser(list),
    )
    .option("-c, --cluster", "take the resources from the cluster; -r then names objects")
    .option("--context <name>", "kubeconfig context, with --cluster")
    .option("--kubeconfig <path>", "kubeconfig file, with --cluster")
    .option("-n, --namespace <name>", "only this namespace of the cluster, with --cluster")
    .option("--generate-exceptions", "print an exception for what failed")
    .option("--generated-exception-ttl <duration>", "how long such exceptions last", "720h")
    .option("-p, --policy-report", "print a policy report")
    .addOption(
      new Option("--output-format <format>", "format of the report")
        .choices(["json", "yaml"])
        .default("yaml"),
    )
    .option("-t, --table", "print a table of results")
    .option("--detailed-results", "show messages in the table too")
    .option("--audit-warn", "failures of policies that only audit are warnings")
    .option("--warn-exit-code <code>", "exit code when there are warnings only", exitCode, 0)
    .option("--warn-no-pass", "use the warn exit code when nothing passed")
    .option("--continue-on-fail", "go on after a failing resource (this command always does)")
    .option("--remove-color", "never use colour")
    .option("-i, --stdin", "take resources from standard input and print no header")
    .option("-o, --output <path>", "where to write mutated and generated resources");
  for (const [flags, text] of UNSUPPORTED_FLAGS)
    command.addOption(new Option(flags, `${text} (not supported yet)`));
  for (const [flags, text] of DEPENDENT_FLAGS) command.addOption(new Option(flags, text));
  return command.action((policies: readonly string[], options: ApplyOptions, self: Command) => {
    refuseUnsupported(self);
    return action(inputOf(policies, options), options);
  });
}

/** Every use adds to the list, and one use may name several with commas, as in the CLI. */
function list(text: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), ...text.split(",").filter((part) => part !== "")];
}

function exitCode(text: string): number {
  const code = Number(text);
  if (!Number.isInteger(code) || code < 0 || code > 255)
    throw new InvalidArgumentError("must be a whole number from 0 to 255");
  return code;
}

function refuseUnsupported(command: Command): void {
  for (const [flags] of UNSUPPORTED_FLAGS) {
    const option = new Option(flags);
    if (command.getOptionValueSource(option.attributeName()) !== "cli") continue;
    throw new UserError(`apply: ${option.long ?? flags} is not supported yet`, {
      hint: "leave it out, or use the Kyverno CLI for this",
    });
  }
}

function inputOf(policies: readonly string[], options: ApplyOptions): ApplyInput {
  const { resource = [], valuesFile, userinfo, contextFile, crdPaths, json } = options;
  const resources = resource.length === 0 && options.stdin === true ? ["-"] : resource;
  if (resources.length === 0 && json === undefined && options.cluster !== true)
    throw new UserError("apply: no resources given", { hint: "name them with -r PATH, or -r -" });
  const exceptions = [...(options.exception ?? []), ...(options.exceptions ?? [])];
  return {
    policies,
    resources,
    exceptions,
    ...given({
      payloads: json,
      valuesFile,
      set: options.set,
      userInfoFile: userinfo,
      contextFile,
      crds: crdPaths,
      auditWarn: options.auditWarn,
      exceptionsWithinPolicies: options.exceptionsWithinPolicies,
      exceptionsWithinResources: options.exceptionsWithinResources,
    }),
  };
}

type Given<T> = { readonly [K in keyof T]?: NonNullable<T[K]> };

/** Without the fields that are undefined. */
function given<T extends object>(fields: T): Given<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing but undefined was taken away
  return Object.fromEntries(entries) as Given<T>;
}

async function run(io: CommandIo, input: ApplyInput, options: ApplyOptions): Promise<void> {
  const outcome = await evaluate(io, input, options);
  const { invalid, unsupported, dropped, problems, results, policyCount } = outcome;
  const skipped = [...unsupported, ...dropped];
  for (const line of [...problemLines(problems), ...leftOutLines(invalid, skipped)])
    io.writeErr(`${line}\n`);
  if (policyCount + invalid.length + skipped.length === 0)
    io.writeErr(`warning: there is no policy in ${input.policies.join(", ")}\n`);
  if (options.policyReport === true) {
    io.writeOut(formatClusterReport(results, options.outputFormat, new Date()));
  } else {
    const color = io.hasColor && options.removeColor !== true;
    if (options.stdin !== true)
      io.writeOut(
        `\nApplying ${outcome.ruleCount} policy rule(s) to ${outcome.resourceCount} resource(s)${withExceptions(outcome)}...\n`,
      );
    io.writeOut(
      options.table === true
        ? formatApplyTable(results, { detailed: options.detailedResults === true, color })
        : formatFailures(results),
    );
    io.writeOut(formatApplySummary(results, invalid.length));
  }
  if (options.generateExceptions === true)
    io.writeOut(formatExceptions(results, options.generatedExceptionTtl));
  const { warnExitCode, warnNoPass } = options;
  io.setExitCode(applyExitCode(outcome, { warnExitCode, warnNoPass: warnNoPass === true }));
}

async function evaluate(
  io: CommandIo,
  input: ApplyInput,
  { cluster, context, kubeconfig, namespace }: ApplyOptions,
): Promise<ApplyOutcome> {
  if (cluster !== true) return applyFiles(input, io.readStdin);
  const { applyToCluster } = await import("../../app/apply-cluster.ts");
  const services = createServices({
    env: process.env,
    homeDir: homedir(),
    kubeconfigPaths: kubeconfig === undefined ? [] : [kubeconfig],
    keepsSelection: true,
  });
  const progress = progressLine();
  return applyToCluster(
    { ...input, ...given({ context, namespace }) },
    { ...services, onProgress: progress.show },
    io.readStdin,
  ).finally(progress.clear);
}

function withExceptions({ exceptionCount }: ApplyOutcome): string {
  return exceptionCount === 0 ? "" : ` with ${exceptionCount} exception(s)`;
}
