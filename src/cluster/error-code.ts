/** The code of an error or of what caused it, such as ENOENT; empty when it has none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return "code" in error && typeof error.code === "string" ? error.code : errorCode(error.cause);
}
