import { durationSeconds, secondsAsDuration } from "./go-numbers.ts";
import { durationOf, type Operand } from "./operand.ts";

/**
 * Both sides in seconds, when one is a duration's text other than `0` and the other one too, or a number of seconds.
 * Most operators ask this before anything else.
 */
export function asSeconds(key: Operand, value: Operand): readonly [number, number] | undefined {
  const keyText = timeOf(key);
  const valueText = timeOf(value);
  if (keyText === undefined && valueText === undefined) return undefined;
  const keyTime = keyText ?? numberOf(key);
  const valueTime = valueText ?? numberOf(value);
  if (keyTime === undefined || valueTime === undefined) return undefined;
  return [durationSeconds(keyTime), durationSeconds(valueTime)];
}

function timeOf(operand: Operand): bigint | undefined {
  return operand.value === "0" ? undefined : durationOf(operand);
}

function numberOf({ value }: Operand): bigint | undefined {
  return typeof value === "number" || typeof value === "bigint"
    ? secondsAsDuration(value)
    : undefined;
}
