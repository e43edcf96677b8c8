import { join } from "node:path";

import type { ApplyInput } from "../../src/app/apply-files.ts";
import { UserError } from "../../src/manifest/user-error.ts";
import { applyCommand } from "../../src/cli/commands/apply.ts";

/** Fields of the input that hold paths. */
const PATHS = [
  "policies",
  "resources",
  "payloads",
  "exceptions",
  "crds",
  "valuesFile",
  "userInfoFile",
  "contextFile",
] as const;

/** What `apply` would be asked with these arguments in that folder, or the flag that is not supported. */
export async function applyInput(
  args: readonly string[],
  folder: string,
): Promise<ApplyInput | string> {
  let input: ApplyInput | undefined;
  const command = applyCommand(undefined, async (given) => {
    input = given;
  }).exitOverride();
  try {
    await command.parseAsync(args.slice(1), { from: "user" });
  } catch (error) {
    if (error instanceof UserError) return error.message.replace(/^apply: (\S+) .*$/su, "$1");
    throw error;
  }
  if (input === undefined) throw new Error(`nothing was run for ${args.join(" ")}`);
  return withPathsIn(folder, input);
}

function withPathsIn(folder: string, input: ApplyInput): ApplyInput {
  const inFolder = (path: string): string => (path.startsWith("/") ? path : join(folder, path));
  const moved: Record<string, string | readonly string[]> = {};
  for (const field of PATHS) {
    const value: string | readonly string[] | undefined = input[field];
    if (value !== undefined)
      moved[field] = typeof value === "string" ? inFolder(value) : value.map(inFolder);
  }
  return { ...input, ...moved };
}
