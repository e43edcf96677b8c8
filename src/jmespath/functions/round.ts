import { defineFunction } from "../define-function.ts";
import { fail } from "./fail.ts";

/** `round`: a number with so many decimals, halves away from zero. */
export const round = defineFunction({
  name: "round",
  summary: "a number with so many decimals",
  args: [["number"], ["number"]],
  returns: ["number"],
  call: ([value, places]) => {
    const digits = Number(places);
    if (!Number.isInteger(digits))
      return fail("round", "Non-integer argument(s) passed for round off");
    // Kyverno forgets the values of its own message.
    if (digits < 0) return fail("round", "%!d(MISSING) argument is out of bounds (%!d(MISSING))");
    const shift = 10 ** digits;
    return roundHalfAway(Number(value) * shift) / shift;
  },
});

function roundHalfAway(value: number): number {
  const size = Math.abs(value);
  const whole = Math.floor(size);
  const rounded = size - whole >= 0.5 ? whole + 1 : whole;
  return value < 0 ? -rounded : rounded;
}
