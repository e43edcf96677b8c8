import type { Quantity } from "./quantity.ts";

/** The product as a quantity in the first one's format, in arbitrary precision (inf.Dec's Mul). */
export function multiplyQuantities(a: Quantity, b: Quantity): Quantity {
  return {
    mantissa: a.mantissa * b.mantissa,
    scale: a.scale + b.scale,
    wide: true,
    format: a.format,
  };
}

/** The quotient in the first one's format, rounded towards zero at the finer of both scales; `b` must not be zero. */
export function divideQuantities(a: Quantity, b: Quantity): Quantity {
  const scale = Math.min(a.scale, b.scale);
  // a / b at that scale: shift so that the integers' quotient counts its units.
  const shift = a.scale - b.scale - scale;
  const mantissa =
    shift >= 0
      ? (a.mantissa * 10n ** BigInt(shift)) / b.mantissa
      : a.mantissa / (b.mantissa * 10n ** BigInt(-shift));
  return { mantissa, scale, wide: true, format: a.format };
}
