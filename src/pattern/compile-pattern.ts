import { AnchorsSeen } from "./walk/anchors-seen.ts";
import { compileNode } from "./walk/compile-node.ts";
import { isNegation, isSkip } from "./walk/mismatch.ts";

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
  return {
    match(resource) {
      const seen = new AnchorsSeen();
      const mismatch = walk(resource, "/", seen);
      if (mismatch === undefined) return PASS;
      const { path, message } = mismatch;
      if (isSkip(mismatch)) return { kind: "skip", message };
      const hasPlace = path !== "" && (isNegation(mismatch) || !seen.someAreMissing);
      return hasPlace ? { kind: "fail", path, message } : { kind: "error", message };
    },
  };
}
