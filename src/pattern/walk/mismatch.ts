/** Why a value does not satisfy a pattern; `path` is where, empty when the walk has no place for it. */
export interface Mismatch {
  readonly path: string;
  readonly message: string;
  /** A condition of the pattern itself does not hold: `direct` at this level, `nested` below it. */
  readonly skip?: "direct" | "nested";
}

const CONDITIONAL = "conditional anchor mismatch";
const GLOBAL = "global anchor mismatch";
const NEGATION = "negation anchor matched in resource";

/** Kyverno tells skips apart by their text, wherever they come from. */
export function isSkip({ message }: Mismatch): boolean {
  return message.includes(CONDITIONAL) || message.includes(GLOBAL);
}

/** Whether the condition stands at this level. */
export function isDirect({ skip }: Mismatch): boolean {
  return skip === "direct";
}

/** Whether a forbidden key was found. */
export function isNegation({ message }: Mismatch): boolean {
  return message.includes(NEGATION);
}

/** `(key)`: the rule is not about this resource. */
export function conditionalMismatch(path: string, cause: string): Mismatch {
  return { path, message: `${CONDITIONAL}: ${cause}`, skip: "direct" };
}

/** `<(key)`: the whole rule is not about this resource. */
export function globalMismatch(path: string, cause: string): Mismatch {
  return { path, message: `${GLOBAL}: ${cause}`, skip: "direct" };
}

/** `X(key)`: the key must not be there. */
export function negationMismatch(path: string): Mismatch {
  return { path, message: `${NEGATION}: ${path} is not allowed` };
}

/** Several skips of one map or list, as one of what is above it. */
export function combineSkips(path: string, skips: readonly Mismatch[]): Mismatch {
  return { path, message: skips.map(({ message }) => message).join("; "), skip: "nested" };
}
