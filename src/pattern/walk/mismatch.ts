/** Why a value does not satisfy a pattern. */
export interface Mismatch {
  /** Where; empty when the walk has no place for it. */
  readonly path: string;
  readonly message: string;
  /** `skip`: a condition of the pattern itself does not hold. `forbidden`: a key is there that must not be. */
  readonly kind: "violation" | "forbidden" | "skip";
  /** Whether a skip's condition stands at this level, and not further below. */
  readonly isDirect: boolean;
}

/** A value that is not as the pattern wants it. */
export function violation(path: string, message: string): Mismatch {
  return { path, message, kind: "violation", isDirect: false };
}

/** `X(key)`: the key must not be there. */
export function forbidden(path: string): Mismatch {
  const message = `negation anchor matched in resource: ${path} is not allowed`;
  return { path, message, kind: "forbidden", isDirect: false };
}

/** `(key)`: the rule is not about this resource. */
export function conditionalSkip(path: string, cause: string): Mismatch {
  return { path, message: `conditional anchor mismatch: ${cause}`, kind: "skip", isDirect: true };
}

/** `<(key)`: the whole rule is not about this resource. */
export function globalSkip(path: string, cause: string): Mismatch {
  return { path, message: `global anchor mismatch: ${cause}`, kind: "skip", isDirect: true };
}

/** Several skips of one map or list, as one of what is above it. */
export function combineSkips(path: string, skips: readonly Mismatch[]): Mismatch {
  const message = skips.map((skip) => skip.message).join("; ");
  return { path, message, kind: "skip", isDirect: false };
}
