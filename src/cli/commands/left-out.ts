import { formatProblem, type Problem } from "../../manifest/problem.ts";
import { cleanText } from "../../results/clean-text.ts";

interface LeftOut {
  readonly name: string;
  readonly text: string;
}

/** One line for each policy that took no part: `invalid policy NAME: TEXT`, `skipped policy NAME: TEXT`. */
export function leftOutLines(
  invalid: readonly LeftOut[],
  skipped: readonly LeftOut[],
): readonly string[] {
  return [
    ...invalid.map(({ name, text }) => oneLine(`invalid policy ${name}: ${text}`)),
    ...skipped.map(({ name, text }) => oneLine(`skipped policy ${name}: ${text}`)),
  ];
}

/** One line for each problem: `error: …` or `warning: …` with its place. */
export function problemLines(problems: readonly Problem[]): readonly string[] {
  return problems.map((problem) =>
    oneLine(`${problem.level ?? "error"}: ${formatProblem(problem)}`),
  );
}

/** Line breaks become single spaces; what a terminal would obey goes. */
function oneLine(text: string): string {
  return cleanText(text, Infinity).replaceAll("\n", " ");
}
