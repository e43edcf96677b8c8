import type { z } from "zod";
import type { Services } from "../app/services.ts";

/** What a tool touches; becomes the MCP annotations. No tool writes to a cluster or a file. */
export type Access = "nothing-outside" | "reads-cluster" | "changes-session";

/** An object schema whose fields can be looked at one by one. */
export type InputSchema = z.ZodObject<Readonly<Record<string, z.ZodType>>>;

/** A tool of the server: the thin face of a use-case. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** What it answers and when to call it, for the model that chooses. */
  readonly description: string;
  readonly access: Access;
  /** A strict object schema; every field has a description and an example. */
  readonly input: InputSchema;
  /** Other spellings of arguments that older servers and habits use: spelling → argument, or `null` when it is accepted and ignored. */
  readonly spellings: Readonly<Record<string, string | null>>;
  /** Checks arguments against `input`: what is wrong with them, or the call that is ready to run. */
  readonly parse: (args: unknown) => ParsedCall;
}

/** Arguments after checking. */
export type ParsedCall =
  | { readonly ok: true; readonly run: (services: Services) => Promise<Answer> }
  | { readonly ok: false; readonly issues: readonly z.core.$ZodIssue[] };

/** What a tool found, in the shape the model reads; `answer` writes it twice, as JSON and as Markdown. */
export interface Answer {
  /** Facts: short keys, no nulls, bounded rows, hints inside. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** A page to read as it stands: takes the place of the Markdown made of the facts, and joins the facts as `text`. */
  readonly document?: string;
}

/** Checks a tool's parts against each other, then forgets the input's type so that tools can share a list. */
export function defineTool<Input extends InputSchema>(
  tool: Omit<Tool, "input" | "parse" | "spellings"> & {
    readonly input: Input;
    readonly spellings?: Tool["spellings"];
    readonly run: (input: z.output<Input>, services: Services) => Promise<Answer>;
  },
): Tool {
  const { run, ...rest } = tool;
  return {
    spellings: {},
    ...rest,
    parse(args) {
      const parsed = tool.input.safeParse(args);
      return parsed.success
        ? { ok: true, run: (services) => run(parsed.data, services) }
        : { ok: false, issues: parsed.error.issues };
    },
  };
}
