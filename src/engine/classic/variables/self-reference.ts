import { goQuote } from "../../../values/go-quote.ts";

const NAME = /^[A-Za-z_][0-9A-Za-z_]*$/;

/** The query that `{{ @ }}` stands for: the same place in the object, which Kyverno finds by dropping two segments. */
export function selfReference(path: string): string {
  const segments = splitPath(path);
  const foreach = segments.indexOf("foreach");
  const rest = segments.slice(foreach < 0 ? 2 : foreach + 3);
  return ["request", "object", ...rest].reduce((query, segment) => {
    if (/^\d+$/.test(segment)) return `${query}[${segment}]`;
    const name = NAME.test(segment) ? segment : goQuote(segment);
    return query === "" ? name : `${query}.${name}`;
  }, "");
}

function splitPath(path: string): readonly string[] {
  return path
    .split(/(?<!\\)\//)
    .filter((segment) => segment !== "")
    .map((segment) => segment.replaceAll(String.raw`\/`, "/"));
}
