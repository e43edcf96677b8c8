import { QueryError } from "../query-error.ts";

/** Longer texts serve no policy; one function's result may be another's argument, so that lengths multiply. */
export const LONGEST_TEXT = 16 * 1024 * 1024;

/** The error in place of a longer text. */
export const TOO_LONG = new QueryError("the text would be too long");
