/** A double in the fewest digits, never with an exponent, as Go's `strconv.FormatFloat(n, 'f', -1, 64)` writes it. */
export function formatPlainDouble(n: number): string {
  return formatNonFinite(n) ?? withoutExponent(Object.is(n, -0) ? "-0" : n.toString());
}

/** The same of the nearest 32-bit float: `FormatFloat(n, 'f', -1, 32)`. */
export function formatPlainFloat(n: number): string {
  const float = Math.fround(n);
  const special = formatNonFinite(float);
  if (special !== undefined) return special;
  if (Object.is(float, -0)) return "-0";
  // Nine digits tell any two floats apart.
  for (let digits = 1; digits < 9; digits += 1) {
    const text = roundToEven(float, digits);
    if (Math.fround(Number(text)) === float) return withoutExponent(Number(text).toString());
  }
  return withoutExponent(Number(roundToEven(float, 9)).toString());
}

/** So many significant digits; a tie goes to the even one, which JavaScript rounds up. */
function roundToEven(float: number, digits: number): string {
  const [mantissa = "", power = ""] = float.toExponential(20).split("e");
  const kept = mantissa.slice(0, mantissa.indexOf(".") + digits);
  const rest = mantissa.slice(kept.length).replace(".", "");
  const isTie = /^50*$/.test(rest) && /[02468]\.?$/.test(kept);
  return isTie ? `${kept}e${power}` : float.toPrecision(digits);
}

function formatNonFinite(n: number): string | undefined {
  if (Number.isNaN(n)) return "NaN";
  if (Number.isFinite(n)) return undefined;
  return n > 0 ? "+Inf" : "-Inf";
}

function withoutExponent(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = "", power = ""] = match;
  const exponent = Number(power);
  const digits = whole + fraction;
  return exponent < 0
    ? `${sign}0.${"0".repeat(-exponent - 1)}${digits}`
    : sign + digits.padEnd(exponent + 1, "0");
}
