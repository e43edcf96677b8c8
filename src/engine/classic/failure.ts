/** Why part of a rule has no value, in Kyverno's words; passed on like a value, never thrown. */
export class Failure {
  readonly message: string;
  /** A key that the context document does not have. */
  readonly isNotFound: boolean;
  constructor(message: string, isNotFound = false) {
    this.message = message;
    this.isNotFound = isNotFound;
  }
}
