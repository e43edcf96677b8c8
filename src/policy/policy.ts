import type { ValidatingPolicy } from "./validating-policy.ts";

/** A policy as written: parsed and of the right shape, not yet compiled. */
export type Policy = ValidatingPolicy;
