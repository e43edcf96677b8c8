import { compileRegexp } from "../../values/go-regexp.ts";
import { randomMatch } from "../../values/random-match.ts";
import { defineFunction } from "../define-function.ts";
import { QueryError } from "../query-error.ts";
import { fail } from "./fail.ts";

/** `random`: a text that an expression matches. */
export const random = defineFunction({
  name: "random",
  summary: "a random text that an expression matches",
  args: [["string"]],
  returns: ["string"],
  call: ([pattern], environment) => {
    if (pattern === "") return fail("random", "no pattern provided");
    const regex = compileRegexp(String(pattern));
    if (!regex.ok) return new QueryError(regex.error);
    return (
      randomMatch(regex.value, environment.random) ?? new QueryError("no text matches the pattern")
    );
  },
});
