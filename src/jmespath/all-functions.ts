import type { JmesPathFunction } from "./define-function.ts";

/** Every function of the dialect; `functions/` has one file each. */
export const allFunctions: readonly JmesPathFunction[] = [];
