/** What Kyverno's dialect answers otherwise than the public suite wants, by expression. */
export const knownDifferences: Readonly<Record<string, unknown>> = {
  // Kyverno has a `sum` of its own, which also adds quantities and durations and knows no zero.
  "sum(`[]`)": "an error",
};
