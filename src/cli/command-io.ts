import { buffer } from "node:stream/consumers";

/** What a command may do to the world; tests give their own. */
export interface CommandIo {
  /** Results only. */
  readonly writeOut: (text: string) => void;
  /** Everything that is no result: progress, warnings, errors. */
  readonly writeErr: (text: string) => void;
  readonly readStdin: () => Promise<Uint8Array>;
  readonly setExitCode: (code: number) => void;
  /** Whether results go to a terminal that wants colour. */
  readonly hasColor: boolean;
  /** Whether somebody watches: a terminal is told what is going on, a pipe is not. */
  readonly isWatched: boolean;
}

/** The process's own streams; a pipe gets no colour, nor does anyone who sets NO_COLOR (https://no-color.org). */
export function processIo(): CommandIo {
  return {
    writeOut: (text) => void process.stdout.write(text),
    writeErr: (text) => void process.stderr.write(text),
    readStdin: () => buffer(process.stdin),
    setExitCode(code) {
      process.exitCode = code;
    },
    hasColor: process.stdout.isTTY && !process.env["NO_COLOR"],
    isWatched: process.stderr.isTTY,
  };
}
