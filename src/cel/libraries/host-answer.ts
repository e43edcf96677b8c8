import { CelError, CelPending, type CelResult } from "../values.ts";

/** A host's answer with the library's words before an error; what is still pending stays pending. */
export function withContext(context: string, answer: CelResult): CelResult {
  if (!(answer instanceof CelError) || answer instanceof CelPending) return answer;
  return new CelError(`${context}: ${answer.message}`);
}
