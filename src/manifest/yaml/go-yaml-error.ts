import type { Problem } from "../problem.ts";

/** go-yaml's words for a text that is no YAML, found from where and why our own reader stopped. */
export function goYamlError(text: string, { message, at }: Problem): string {
  const { line = 1, column = 1 } = at;
  const rest = (text.split("\n")[line - 1] ?? "").slice(column - 1);
  const infinite = /^([+-]?)\.(inf|nan)/i.exec(rest);
  if (infinite !== null) return `json: unsupported value: ${goNumber(infinite)}`;
  const { words, where } = explain(text, message, line);
  return `yaml: ${where > 0 ? `line ${where}: ` : ""}${words}`;
}

function goNumber([, sign = "", name = ""]: RegExpExecArray): string {
  return name.toLowerCase() === "nan" ? "NaN" : `${sign === "-" ? "-" : "+"}Inf`;
}

/** What our reader stopped at. */
interface Stop {
  readonly text: string;
  readonly message: string;
  /** The line it stopped in. */
  readonly source: string;
}

/** How go-yaml counts lines: its scanner leaves out the first one, its parser counts from 0, and both see one more at the end. */
type Counting = "scanner" | "parser" | "end" | "behind the end" | "none";

interface Rule {
  readonly applies: (stop: Stop) => boolean;
  readonly words: (stop: Stop) => string;
  readonly counting: Counting;
}

// oxfmt-ignore
const RULES: readonly Rule[] = [
  { applies: ({ source }) => /^%(?![\w-])/.test(source), words: () => "could not find expected directive name", counting: "scanner" },
  { applies: ({ source }) => /^\t|:\s+[@`%]|^\s*[@`%]|-\s+[@`%]/.test(source), words: () => "found character that cannot start any token", counting: "scanner" },
  { applies: ({ message }) => message.includes("alias"), words: ({ source }) => `unknown anchor '${/\*([^\s,\]}]+)/.exec(source)?.[1] ?? ""}' referenced`, counting: "none" },
  { applies: ({ message }) => message.includes("quoted scalar"), words: () => "found unexpected end of stream", counting: "scanner" },
  { applies: ({ message }) => message.includes("flow collection"), words: ({ text }) => openCollection(text), counting: "end" },
  { applies: ({ message }) => message.includes("after a mapping key"), words: () => "could not find expected ':'", counting: "behind the end" },
  { applies: ({ source }) => /:\s+[}\]]/.test(source), words: () => "did not find expected node content", counting: "parser" },
  { applies: ({ message }) => message.includes("escape"), words: () => "found unknown escape character", counting: "scanner" },
  { applies: ({ source }) => /:\s.*:\s|^\s+\S+:\s/.test(source), words: () => "mapping values are not allowed in this context", counting: "scanner" },
];

function explain(
  text: string,
  message: string,
  line: number,
): { readonly words: string; readonly where: number } {
  const stop = { text, message, source: text.split("\n")[line - 1] ?? "" };
  const rule = RULES.find(({ applies }) => applies(stop));
  if (rule === undefined) return { words: "did not find expected key", where: line - 1 };
  return { words: rule.words(stop), where: lineNumber(rule.counting, text, line) };
}

/** 0 where go-yaml names no line. */
function lineNumber(counting: Counting, text: string, line: number): number {
  const end = text.replace(/\n$/, "").split("\n").length;
  const numbers: Readonly<Record<Counting, number>> = {
    scanner: line === 1 ? 0 : line,
    parser: line - 1,
    end,
    "behind the end": end + 1,
    none: 0,
  };
  return numbers[counting];
}

function openCollection(text: string): string {
  if (/[[{,]\s*$/.test(text)) return "did not find expected node content";
  const bracket = text.lastIndexOf("[") > text.lastIndexOf("{") ? "]" : "}";
  return `did not find expected ',' or '${bracket}'`;
}
