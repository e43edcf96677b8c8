/** Wrong use or bad input: shown to the user as it stands, without a stack. Anything else that is thrown is a bug. */
export class UserError extends Error {
  /** What to do next. */
  readonly hint: string | undefined;
  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "UserError";
    this.hint = options.hint;
  }
}
