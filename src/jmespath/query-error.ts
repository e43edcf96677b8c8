/** Why a query has no value, in the words of Kyverno's JMESPath library; carries no stack. */
export class QueryError {
  readonly message: string;
  /** A key that its object does not have: swallowed to null in many places, an error elsewhere. */
  readonly isNotFound: boolean;
  constructor(message: string, isNotFound = false) {
    this.message = message;
    this.isNotFound = isNotFound;
  }
}
