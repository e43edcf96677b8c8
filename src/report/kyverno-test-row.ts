/** One checked line of `kyverno test`, with the CLI's columns. */
export interface KyvernoTestRow {
  readonly policy: string;
  readonly rule: string;
  /** `apiVersion/kind/namespace/name`. */
  readonly resource: string;
  /** `Skip`: the CLI refused the policy and passes over what is expected of it. */
  readonly result: "Pass" | "Fail" | "Skip";
  /** `Ok`, `Excluded`, `Not found`, `Want x, got y`, `Invalid Policy`. */
  readonly reason: string;
  readonly message: string;
}

/** The rows of one test, numbered from 1 in each table as the CLI does. */
export interface KyvernoTestTable {
  readonly test: string;
  /** The test file's path as it was given. */
  readonly suite: string;
  readonly rows: readonly KyvernoTestRow[];
}
