import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Services } from "../app/services.ts";
import { UserError } from "../manifest/user-error.ts";
import { cleanText } from "../results/clean-text.ts";
import { checkInput } from "./check-input.ts";
import { cleanFacts } from "./clean-facts.ts";
import type { Answer, Tool } from "./define-tool.ts";
import { formatAnswer } from "./format-answer.ts";

/** No answer is longer, in characters of its text and of its structured content; a token is taken as 4 characters. */
export const HARD_CAP = 32_000;

/**
 * Runs one tool call: checks the arguments, runs the use-case, cleans what came out and writes it as text and as
 * structured content. What went wrong is an error result that says what to do next, never a protocol error.
 */
export async function callTool(
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
  services: Services,
  onBug: (error: unknown) => void,
): Promise<CallToolResult> {
  try {
    const { run, warnings } = checkInput(tool, args);
    services.signal?.throwIfAborted();
    const answer = await run(services);
    services.signal?.throwIfAborted();
    return writeAnswer(withWarnings(answer, warnings));
  } catch (error) {
    return errorResult(error, services.signal, onBug);
  }
}

function withWarnings(answer: Answer, warnings: readonly string[]): Answer {
  if (warnings.length === 0) return answer;
  const own = answer.facts["warnings"];
  const all = [...(Array.isArray(own) ? own : []), ...warnings];
  const document =
    answer.document === undefined
      ? {}
      : { document: `${answer.document}\n\nWarnings: ${warnings.join("; ")}` };
  return { facts: { ...answer.facts, warnings: all }, ...document };
}

function writeAnswer({ facts, document }: Answer): CallToolResult {
  const clean = cleanFacts(facts);
  if (document !== undefined) {
    const text = cleanText(document, HARD_CAP / 2);
    return { content: [{ type: "text", text }], structuredContent: { ...clean, text } };
  }
  const fitted = fitFacts(clean);
  return { content: [{ type: "text", text: formatAnswer(fitted) }], structuredContent: fitted };
}

/** The last guard of the cap: use-cases page their rows, so only lists that have no cursor are ever cut here, the longest first. */
function fitFacts(facts: Record<string, unknown>): Record<string, unknown> {
  if (Math.max(JSON.stringify(facts).length, formatAnswer(facts).length) <= HARD_CAP) return facts;
  const longest = longestList(facts);
  if (longest === undefined) return facts;
  const [key, list] = longest;
  const kept = list.slice(0, Math.floor(list.length / 2));
  return fitFacts({
    ...facts,
    [key]: kept,
    [`${key}_cut`]: Number(facts[`${key}_cut`] ?? 0) + list.length - kept.length,
  });
}

function longestList(facts: Record<string, unknown>): [string, readonly unknown[]] | undefined {
  const lists = Object.entries(facts).filter(
    (entry): entry is [string, readonly unknown[]] =>
      Array.isArray(entry[1]) && entry[1].length > 0,
  );
  return lists.toSorted((a, b) => JSON.stringify(b[1]).length - JSON.stringify(a[1]).length)[0];
}

function errorResult(
  error: unknown,
  signal: AbortSignal | undefined,
  onBug: (error: unknown) => void,
): CallToolResult {
  return {
    isError: true,
    content: [{ type: "text", text: cleanText(errorText(error, signal, onBug), 4000) }],
  };
}

function errorText(
  error: unknown,
  signal: AbortSignal | undefined,
  onBug: (error: unknown) => void,
): string {
  if (signal?.aborted === true) return "The call was cancelled; nothing was changed.";
  if (error instanceof UserError) {
    return error.hint === undefined ? error.message : `${error.message}\nNext: ${error.hint}`;
  }
  onBug(error);
  const what = error instanceof Error ? error.message : String(error);
  return `Internal error in kyverno-mcp: ${what}\nNext: this is a bug of the server, not of your input; its log (stderr) has the details. Try a smaller call, and report it if it stays.`;
}
