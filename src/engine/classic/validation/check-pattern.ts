import { isMapping } from "../../../manifest/path.ts";

/** What is wrong with an anchor in a pattern, and where. */
export interface PatternRefusal {
  readonly path: string;
  readonly message: string;
}

const ANCHOR = /^([+<=X^])?\((.+)\)$/;

/** Checks a pattern's anchors; paths double their slashes as Kyverno's do. */
export function checkPattern(pattern: unknown, path = "/"): PatternRefusal | undefined {
  if (Array.isArray(pattern)) {
    for (const [index, item] of pattern.entries()) {
      const found = checkPattern(item, `${path}${index}/`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isMapping(pattern)) return undefined;
  for (const [key, value] of Object.entries(pattern)) {
    const place = `${path}/${key}`;
    const message = checkAnchor(key, value);
    const found = message === undefined ? checkPattern(value, place) : { path: place, message };
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkAnchor(key: string, value: unknown): string | undefined {
  const anchor = ANCHOR.exec(key.trim());
  if (anchor === null) return undefined;
  const [, modifier] = anchor;
  if (modifier === "+") return `unsupported anchor ${key}`;
  if (modifier !== "^") return undefined;
  if (!Array.isArray(value)) return "existence anchor should have value of type list";
  return value.length === 0 ? "existence anchor: should have at least one value" : undefined;
}
