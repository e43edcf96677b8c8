import type { Severity } from "../policy/policy-identity.ts";

/** Colours text for a terminal, or leaves it as it is. */
export interface Paint {
  readonly severity: (severity: Severity, text: string) => string;
  readonly bad: (text: string) => string;
  readonly good: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly title: (text: string) => string;
}

const same = (text: string): string => text;

/** For pipes and files. */
export const plain: Paint = {
  severity: (_, text) => text,
  bad: same,
  good: same,
  faint: same,
  title: same,
};

const RESET = "\u001B[0m";
const style =
  (code: string) =>
  (text: string): string =>
    `\u001B[${code}m${text}${RESET}`;

const BY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "1;31",
  high: "31",
  medium: "33",
  low: "36",
  info: "2",
};

/** For terminals: ECMA-48 colours. */
export const coloured: Paint = {
  severity: (severity, text) => style(BY_SEVERITY[severity])(text),
  bad: style("31"),
  good: style("32"),
  faint: style("2"),
  title: style("1"),
};
