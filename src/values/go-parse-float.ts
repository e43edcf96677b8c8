const DECIMAL = /^[+-]?(?:\d(?:_?\d)*\.?|(?:\d(?:_?\d)*)?\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const HEX = /^([+-]?)0[xX]_?([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)$/;
const NAMED: Readonly<Record<string, number>> = { inf: Infinity, infinity: Infinity, nan: NaN };

/** What Go's `strconv.ParseFloat` reads: underscores, hexadecimal, `Inf`; undefined for anything else and for what is out of range. */
export function parseGoFloat(text: string): number | undefined {
  const unsigned = text.replace(/^[+-]/, "").toLowerCase();
  if (Object.hasOwn(NAMED, unsigned)) {
    const value = NAMED[unsigned] ?? 0;
    if (Number.isNaN(value)) return unsigned.length === text.length ? value : undefined;
    return text.startsWith("-") ? -value : value;
  }
  const value = DECIMAL.test(text) ? Number(text.replaceAll("_", "")) : hexadecimal(text);
  return Number.isFinite(value) ? value : undefined;
}

function hexadecimal(text: string): number {
  const [, sign, whole = "", fraction = "", exponent] = HEX.exec(text) ?? [];
  if (whole + fraction === "") return Number.NaN;
  const mantissa = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === "-" ? -mantissa : mantissa;
}
