/** Which anchored keys of a pattern some visited map had; a failure while one was never seen is an error, not a violation. */
export class AnchorsSeen {
  readonly #seen = new Map<string, boolean>();

  /** Notes a key of the pattern as written and whether the resource's map has it. */
  note(text: string, isPresent: boolean): void {
    this.#seen.set(text, isPresent || this.#seen.get(text) === true);
  }

  get someAreMissing(): boolean {
    for (const isSeen of this.#seen.values()) if (!isSeen) return true;
    return false;
  }
}
