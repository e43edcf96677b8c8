const TOKEN = /"(?:[^"\\]|\\.)*"|[[{][\]}]|[[\]{},:]|[^[\]{},:"]+/gs;

/** Compact JSON text with two spaces a level, as Go's `json.MarshalIndent` writes it; what is escaped stays so. */
export function indentJson(compact: string): string {
  let level = 0;
  const line = (): string => `\n${"  ".repeat(level)}`;
  return compact.replaceAll(TOKEN, (token) => {
    switch (token) {
      case "{":
      case "[":
        level += 1;
        return token + line();
      case "}":
      case "]":
        level -= 1;
        return line() + token;
      case ",":
        return token + line();
      case ":":
        return ": ";
      default:
        return token;
    }
  });
}
