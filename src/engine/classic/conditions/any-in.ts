import {
  elementsOf,
  isWildcardOf,
  jsonTextsOf,
  operandOf,
  printed,
  rangeOf,
  type Operand,
} from "./operand.ts";

/** `AnyIn`: some element of the key is in the value. */
export function anyIn(key: Operand, value: Operand): boolean {
  return decide(key, value, {
    ofText: (found) => found,
    acceptsScalar: true,
    whenSame: true,
    inRange: (keys, range) => keys.some((item) => range.isInside(item.value)),
    inList: (keys, list) => keys.some((item) => isIn(item, list)),
  });
}

/** `AllIn`: every element of the key is in the value; true of an empty key. */
export function allIn(key: Operand, value: Operand): boolean {
  return decide(key, value, {
    ofText: (found) => found,
    acceptsScalar: false,
    whenSame: true,
    inRange: (keys, range) => keys.every((item) => range.isInside(item.value)),
    inList: (keys, list) => keys.every((item) => isIn(item, list)),
  });
}

/** `AnyNotIn`: some element of the key is not in the value. */
export function anyNotIn(key: Operand, value: Operand): boolean {
  return decide(key, value, {
    ofText: (found) => !found,
    acceptsScalar: true,
    whenSame: false,
    inRange: (keys, range) => keys.some((item) => range.isOutside(item.value)),
    inList: (keys, list) => keys.some((item) => !isIn(item, list)),
  });
}

/** `AllNotIn`: no element of the key is in the value; true of an empty key. */
export function allNotIn(key: Operand, value: Operand): boolean {
  return decide(key, value, {
    ofText: (found) => !found,
    acceptsScalar: false,
    whenSame: false,
    inRange: (keys, range) => !keys.some((item) => range.isInside(item.value)),
    inList: (keys, list) => !keys.some((item) => isIn(item, list)),
  });
}

type Range = NonNullable<ReturnType<typeof rangeOf>>;

interface Membership {
  /** For a key that is one text. */
  readonly ofText: (isIn: boolean) => boolean;
  /** Whether a number or bool counts as a list of one. */
  readonly acceptsScalar: boolean;
  /** For a list of one key that is the value's very text. */
  readonly whenSame: boolean;
  readonly inRange: (keys: readonly Operand[], range: Range) => boolean;
  readonly inList: (keys: readonly Operand[], list: readonly Operand[]) => boolean;
}

function decide(key: Operand, value: Operand, membership: Membership): boolean {
  const keys = elementsOf(key);
  if (keys !== undefined) return decideList(keys, value, membership);
  if (key.value === null || key.value === undefined || typeof key.value === "object") return false;
  const found = isTextIn(key, printed(key.value), value);
  return found !== undefined && membership.ofText(found);
}

/** Undefined where the value is nothing that could hold a text. */
function isTextIn(key: Operand, text: string, value: Operand): boolean | undefined {
  const list = elementsOf(value);
  if (list !== undefined) return isIn(typeof key.value === "string" ? key : operandOf(text), list);
  if (typeof value.value !== "string") return undefined;
  if (isWildcardOf(value, text)) return true;
  const range = rangeOf(value);
  if (range) return range.isInside(text);
  const texts = jsonTextsOf(value);
  if (texts === null) return undefined;
  return texts === undefined ? value.value === text : texts.includes(text);
}

function decideList(keys: readonly Operand[], value: Operand, membership: Membership): boolean {
  const list = elementsOf(value);
  if (list !== undefined) return membership.inList(keys, list);
  const whole = value.value;
  if (typeof whole !== "string") {
    if (!membership.acceptsScalar || !isScalar(whole)) return false;
    return membership.inList(keys, [operandOf(printed(asFloat(whole)))]);
  }
  if (keys.length === 1 && keys[0]?.value === whole) return membership.whenSame;
  const range = rangeOf(value);
  if (range) return membership.inRange(keys, range);
  const texts = jsonTextsOf(value);
  if (texts === null) return false;
  return membership.inList(
    keys,
    texts === undefined ? [value] : texts.map((text) => operandOf(text)),
  );
}

/** A number outside a list counts as a float, the policy's own too. */
function asFloat(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

function isScalar(value: unknown): boolean {
  return typeof value === "boolean" || typeof value === "number" || typeof value === "bigint";
}

/** Wildcards count on both sides. */
function isIn(key: Operand, list: readonly Operand[]): boolean {
  const text = printed(key.value);
  return list.some((item) => isWildcardOf(item, text) || isWildcardOf(key, printed(item.value)));
}
