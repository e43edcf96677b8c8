/**
 * The candidate closest in spelling to `name`, case, dashes and underscores aside; undefined when none is close: more
 * than a third of the letters differ and neither begins with the other.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = simplify(name);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = closeness(wanted, simplify(candidate));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** All candidates, the closest in spelling first. */
export function nearestFirst(name: string, candidates: Iterable<string>): string[] {
  const wanted = simplify(name);
  return [...candidates]
    .map((candidate) => ({ candidate, distance: editDistance(wanted, simplify(candidate)) }))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s]/g, "");
}

function closeness(a: string, b: string): number {
  const distance = editDistance(a, b);
  if (distance <= Math.max(a.length, b.length) / 3) return distance;
  const isBeginning = Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a));
  return isBeginning ? distance : Number.POSITIVE_INFINITY;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  // Longer than any name; the table grows with the product of the lengths.
  if (a.length > 200 || b.length > 200) return Math.max(a.length, b.length);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
