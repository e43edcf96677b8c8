/** Expanding aliases may add this many nodes; go-yaml stops in the same order of magnitude. */
export const MAX_EXPANDED_NODES = 400_000;

interface Visit {
  readonly node: object;
  readonly children: readonly unknown[];
  next: number;
  size: number;
}

/**
 * How many nodes a value has once every shared part is written out, counted without writing it out; `cycle` when a
 * part contains itself, `too large` above the limit plus what the value has anyway.
 */
export function expandedSize(root: unknown): number | "cycle" | "too large" {
  if (typeof root !== "object" || root === null) return 1;
  const sizes = new Map<object, number>();
  const open = new Set<object>([root]);
  const visits: Visit[] = [visit(root)];
  for (let top = visits.at(-1); top !== undefined; top = visits.at(-1)) {
    if (top.next < top.children.length) {
      const child = top.children[top.next];
      top.next += 1;
      if (typeof child !== "object" || child === null) continue;
      const known = sizes.get(child);
      if (known !== undefined) top.size += known - 1;
      else if (open.has(child)) return "cycle";
      else {
        open.add(child);
        visits.push(visit(child));
      }
      continue;
    }
    if (top.size > MAX_EXPANDED_NODES + ownNodes(sizes, visits)) return "too large";
    visits.pop();
    open.delete(top.node);
    sizes.set(top.node, top.size);
    const parent = visits.at(-1);
    if (parent !== undefined) parent.size += top.size - 1;
  }
  return sizes.get(root) ?? 1;
}

function visit(node: object): Visit {
  const children: readonly unknown[] = Array.isArray(node) ? node : Object.values(node);
  return { node, children, next: 0, size: 1 + children.length };
}

/** A lower bound of the nodes that are really there. */
function ownNodes(sizes: ReadonlyMap<object, number>, visits: readonly Visit[]): number {
  return sizes.size + visits.length;
}
