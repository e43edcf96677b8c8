import { compileQuery, type Query } from "../../../jmespath/compile-query.ts";

/** A JMESPath expression on the context document, compiled, or why it can't be. */
export interface ContextQuery {
  readonly text: string;
  readonly query: Query | undefined;
  /** Kyverno's words for why there is no `query`. */
  readonly error: string;
  /** Whether the text names `images`, which are collected only then. */
  readonly namesImages: boolean;
}

const KNOWN_QUERIES = 4096;
const known = new Map<string, ContextQuery>();

/** Compiles an expression once: texts that only turn up in data go through here too, so the latest are kept. */
export function compileContextQuery(source: string): ContextQuery {
  const text = source.trim();
  const found = known.get(text);
  if (found !== undefined) return found;
  const compiled = compile(text);
  if (known.size >= KNOWN_QUERIES) known.clear();
  known.set(text, compiled);
  return compiled;
}

const namesImages = mentions("images");

function compile(text: string): ContextQuery {
  if (text === "")
    return { text, query: undefined, error: "invalid query (nil)", namesImages: false };
  const compilation = compileQuery(text);
  return {
    text,
    query: compilation.ok ? compilation.query : undefined,
    error: compilation.ok ? "" : `incorrect query ${text}: ${compilation.message}`,
    namesImages: namesImages(text),
  };
}

/** Whether a query's text names a context entry: Kyverno looks for the name in the text, not in the expression. */
export function mentions(name: string): (text: string) => boolean {
  const escaped = name.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`);
  const pattern = new RegExp(String.raw`(?:^|\s|[^.0-9A-Za-z])${escaped}\b`);
  return (text) => pattern.test(text);
}
