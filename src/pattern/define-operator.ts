/** Answers whether a resource's value satisfies an operand that has been read already. */
export type Matcher = (value: unknown) => boolean;

/** A pattern operator: recognises its own syntax once, then matches many values. */
export interface PatternOperator {
  readonly name: string;
  readonly example: string;
  /** A matcher, or `undefined` when `text` is not written in this operator's syntax. */
  readonly compile: (text: string) => Matcher | undefined;
}
