/**
 * Kyverno's wildcards: `*` is any run of characters, `?` exactly one; no escapes, case-sensitive. The empty pattern
 * matches only the empty text. https://kyverno.io/docs/policy-types/cluster-policy/validate/#wildcards
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  return compileWildcard(pattern)(text);
}

/** Whether a text means more than itself as a pattern. */
export function hasWildcard(text: string): boolean {
  return text.includes("*") || text.includes("?");
}

/** A pattern read once, matched in linear time. */
export function compileWildcard(pattern: string): (text: string) => boolean {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  if (/^\*+$/u.test(pattern)) return () => true;
  const body = pattern.slice(0, -1);
  if (pattern.endsWith("*") && !hasWildcard(body)) return (text) => text.startsWith(body);
  const tail = pattern.slice(1);
  if (pattern.startsWith("*") && !hasWildcard(tail)) return (text) => text.endsWith(tail);
  if (/^\?\*+$/u.test(pattern)) return (text) => text !== "";
  return (text) => matchRunes(pattern, text);
}

/** Two pointers and one place to come back to: the last `*` seen. */
function matchRunes(pattern: string, text: string): boolean {
  let at = 0;
  let reached = 0;
  let star = -1;
  let starReached = 0;
  while (reached < text.length) {
    const wanted = pattern[at];
    if (wanted === "*") {
      star = at;
      starReached = reached;
      at += 1;
    } else if (wanted === "?") {
      at += 1;
      reached += runeLength(text, reached);
    } else if (wanted === text[reached]) {
      at += 1;
      reached += 1;
    } else if (star >= 0) {
      starReached += runeLength(text, starReached);
      at = star + 1;
      reached = starReached;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}

/** A rune beyond U+FFFF takes two of a string's units. */
function runeLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xff_ff ? 2 : 1;
}
