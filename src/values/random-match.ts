import type { RE2JS } from "re2js";

/** One instruction of a compiled RE2 program. */
interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  /** Pairs of first and last code points; a single one stands for itself. */
  readonly runes: readonly number[];
}

const ALT = 1;
const ALT_MATCH = 2;
const FAIL = 5;
const MATCH = 6;
const RUNE = 8;
const RUNE_ANY_NOT_NL = 11;
const PRINTABLE: readonly number[] = [0x20, 0x7e];

/** No pattern of the sizes that RE2 accepts needs more steps, but for one that repeats forever by bad luck. */
const MAX_STEPS = 1_000_000;

/** A text that the pattern matches, by a random way through its program; undefined when none is found. */
export function randomMatch(regex: RE2JS, random: () => number): string | undefined {
  const program: { readonly inst: readonly Instruction[]; readonly start: number } =
    regex.re2().prog;
  let text = "";
  let at = program.start;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const instruction = program.inst[at];
    if (instruction === undefined || instruction.op === FAIL) break;
    if (instruction.op === MATCH) return text;
    if (instruction.op >= RUNE && instruction.op <= RUNE_ANY_NOT_NL)
      text += pick(instruction, random);
    const branch = instruction.op === ALT || instruction.op === ALT_MATCH;
    at = branch && random() < 0.5 ? instruction.arg : instruction.out;
  }
  return undefined;
}

/** A code point of the class, a printable ASCII one where it has any. */
function pick({ op, runes }: Instruction, random: () => number): string {
  const ranges = op >= RUNE_ANY_NOT_NL - 1 ? [PRINTABLE] : pairs(runes);
  const printable = ranges
    .map(([first = 0, last = first]) => [Math.max(first, 0x20), Math.min(last, 0x7e)])
    .filter(([first = 0, last = 0]) => first <= last);
  const usable = printable.length > 0 ? printable : ranges;
  const sizes = usable.map(([first = 0, last = first]) => last - first + 1);
  let index = Math.floor(random() * sizes.reduce((sum, size) => sum + size, 0));
  for (const [range, size] of sizes.entries()) {
    if (index < size) return String.fromCodePoint((usable[range]?.[0] ?? 0) + index);
    index -= size;
  }
  return "";
}

function pairs(runes: readonly number[]): readonly (readonly number[])[] {
  if (runes.length === 1) return [[runes[0] ?? 0]];
  return Array.from({ length: runes.length / 2 }, (_, index) =>
    runes.slice(2 * index, 2 * index + 2),
  );
}
