/** A position in a text that moves from one line with content to the next. */
export class Lines {
  readonly text: string;
  /** Offset of the first character of the current line's content; the text's length at its end. */
  at = 0;
  /** Column of `at`, counted in spaces; -1 at the text's end. */
  indent = -1;
  /** Offset of the current line's end. */
  end = 0;
  /** Something stands here that the simple reader does not know. The position is then at the text's end. */
  failed = false;

  constructor(text: string) {
    this.text = text;
    this.#moveTo(0);
  }

  /** To the next line that is neither blank nor a comment. */
  next(): void {
    this.#moveTo(this.end + 1);
  }

  /** To the first line with content at or after the line that begins at `start`. */
  #moveTo(start: number): void {
    const { text } = this;
    let from = start;
    while (from < text.length) {
      let at = from;
      while (text.charCodeAt(at) === SPACE) at += 1;
      const code = text.charCodeAt(at);
      const newline = code === LINE_FEED ? at : text.indexOf("\n", at);
      const end = newline === -1 ? text.length : newline;
      if (at < end && code !== HASH) {
        this.at = at;
        this.end = end;
        this.indent = at - from;
        return;
      }
      from = end + 1;
    }
    this.at = text.length;
    this.end = text.length;
    this.indent = -1;
  }

  /** To the line that begins at `start`, whatever it holds. */
  jump(start: number): void {
    this.#moveTo(start);
  }

  /** Ends reading: the full reader has to look. */
  fail(): undefined {
    this.failed = true;
    this.at = this.text.length;
    this.end = this.text.length;
    this.indent = -1;
    return undefined;
  }

  /** Whether everything was read. */
  isRead(): boolean {
    return !this.failed && this.indent === -1;
  }

  /** Offset of the first character after spaces, from `offset` on. */
  skipSpaces(offset: number): number {
    let at = offset;
    while (this.text.charCodeAt(at) === SPACE) at += 1;
    return at;
  }

  /** Whether nothing or only a comment follows on the line from `offset` on, which follows a space or a closing quote. */
  isRestEmpty(offset: number): boolean {
    const at = this.skipSpaces(offset);
    return (
      at >= this.end ||
      (this.text.charCodeAt(at) === HASH && this.text.charCodeAt(at - 1) === SPACE)
    );
  }
}

export const SPACE = 32;
export const HASH = 35;
const LINE_FEED = 10;
