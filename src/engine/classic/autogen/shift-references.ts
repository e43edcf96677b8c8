const REFERENCE = /^\$\(.[^ ]*\)|[^\\]\$\(.[^ ]*\)/gu;

/**
 * Moves the `$(…)` references of a message to where the rule's body went: `shift` is put in behind the body's name. Of
 * several anyPatterns, the first one referred to is the one whose references move.
 */
export function shiftReferences(message: string, shift: string, body: string): string {
  let pivot = body;
  let shifted = message;
  for (const [found] of message.matchAll(REFERENCE)) {
    const start = found.startsWith("$(") ? 0 : 1;
    const reference = found.slice(start);
    if (pivot === "anyPattern") {
      const behind = reference.indexOf(pivot) + pivot.length + 1;
      pivot = `${pivot}/${reference.slice(behind).split("/")[0] ?? ""}`;
    }
    const moved = reference.replaceAll(pivot, () => `${pivot}/${shift}`);
    shifted = shifted.replace(found, () => found.slice(0, start) + moved);
  }
  return shifted;
}
