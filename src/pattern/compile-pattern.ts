import { compileNode } from "./walk/compile-node.ts";
import { createTrail, missesAnchor, restart } from "./walk/trail.ts";

/** What a pattern says of a resource. `path` is `/spec/containers/0/image/`. */
export type PatternOutcome =
  | { readonly kind: "pass" }
  | { readonly kind: "skip"; readonly message: string }
  | { readonly kind: "fail"; readonly path: string; readonly message: string }
  | { readonly kind: "error"; readonly message: string };

/** A pattern read once. `match` never throws and never changes the resource. */
export interface CompiledPattern {
  readonly match: (resource: unknown) => PatternOutcome;
}

const PASS: PatternOutcome = { kind: "pass" };

/** Compiles a `validate.pattern` whose variables are already put in. */
export function compilePattern(pattern: unknown): CompiledPattern {
  const walk = compileNode(pattern);
  // Matching calls nothing that could come back here, so one trail does for all resources.
  const trail = createTrail();
  return {
    match(resource) {
      restart(trail);
      const mismatch = walk(resource, trail);
      if (mismatch === undefined) return PASS;
      const { path, message, kind } = mismatch;
      if (kind === "skip") return { kind, message };
      const hasPlace = path !== "" && (kind === "forbidden" || !missesAnchor(trail));
      return hasPlace ? { kind: "fail", path, message } : { kind: "error", message };
    },
  };
}
