import { UserError } from "../../manifest/user-error.ts";
import type { ExpectedResult } from "./test-file.ts";

/** Whether an expectation takes part. */
export type ResultSelector = (result: ExpectedResult) => boolean;

/** Reads `kyverno test -t policy=P,rule=R,resource=X`; `*` and `?` are wildcards, what is not named matches all. */
export function parseResultSelector(text: string): ResultSelector {
  const patterns = new Map<string, RegExp>();
  for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
    const at = part.indexOf("=");
    const key = part.slice(0, Math.max(at, 0)).trim();
    if (!KEYS.has(key))
      throw new UserError(`--test-case-selector ${part}: not of the form name=value`, {
        hint: "names are policy, rule and resource",
      });
    patterns.set(key, wildcard(part.slice(at + 1).trim()));
  }
  const matches = (key: string, value: string): boolean => patterns.get(key)?.test(value) ?? true;
  return ({ policy, rule, resources }) =>
    matches("policy", policy) &&
    matches("rule", rule) &&
    (!patterns.has("resource") || resources.some((name) => matches("resource", name)));
}

const KEYS: ReadonlySet<string> = new Set(["policy", "rule", "resource"]);

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[$()+.[\\\]^{|}]/gu, String.raw`\$&`)
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  return new RegExp(`^${source}$`, "u");
}
