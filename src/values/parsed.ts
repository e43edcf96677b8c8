/** What parsing a text gives: its value, or why not, in the words of the Go library that Kyverno uses for it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string };

/** The success case of `Parsed`. */
export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** The failure case of `Parsed`. */
export function notParsed(error: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error };
}
