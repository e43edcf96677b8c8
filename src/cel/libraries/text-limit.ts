import { CelError } from "../values.ts";

/** Longer texts serve no policy; Kubernetes' cost limit ends an expression well before. */
const MAX_LENGTH = 16 * 1024 * 1024;

/** Whether a text of this length must not be made. */
export function isTooLong(length: number): boolean {
  return length > MAX_LENGTH;
}

/** The error in its place. */
export const TOO_LONG = new CelError("the text would be too long");
