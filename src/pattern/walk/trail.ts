/** Where a walk is in the resource, and which anchored keys of the pattern it has met. One serves all matches of a pattern. */
export interface Trail {
  readonly steps: (string | number)[];
  depth: number;
  /** By key of the pattern as written, whether some visited map had it; without conditions there is nothing to note. */
  readonly seen: Map<string, boolean>;
}

/** A trail at the root of a resource. */
export function createTrail(): Trail {
  return { steps: [], depth: 0, seen: new Map() };
}

/** Goes back to the root. */
export function restart(trail: Trail): void {
  trail.depth = 0;
  if (trail.seen.size > 0) trail.seen.clear();
}

/** Goes down to a key or an index. */
export function enter(trail: Trail, step: string | number): void {
  trail.steps[trail.depth] = step;
  trail.depth += 1;
}

/** Goes up again. */
export function leave(trail: Trail): void {
  trail.depth -= 1;
}

/** The place as Kyverno writes it: `/spec/containers/0/image/`. Written only for what doesn't match. */
export function placeOf({ steps, depth }: Trail): string {
  let place = "/";
  for (let at = 0; at < depth; at += 1) place += `${steps[at]}/`;
  return place;
}

/** Notes whether the resource's map has an anchored key. */
export function noteAnchor({ seen }: Trail, text: string, isPresent: boolean): void {
  if (isPresent || !seen.has(text)) seen.set(text, isPresent);
}

/** Whether an anchored key was in none of the visited maps: a failure is then an error, not a violation. */
export function missesAnchor({ seen }: Trail): boolean {
  for (const isSeen of seen.values()) if (!isSeen) return true;
  return false;
}
