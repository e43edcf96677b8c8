/** How far a walk through JSON bytes is; changed by `walkItem`. */
export interface JsonWalk {
  /** Brackets that are open. */
  depth: number;
  isInText: boolean;
  /** Whether the next byte belongs to an escape. */
  isEscaped: boolean;
  /** Keys seen. */
  keys: number;
  /** Digits of the number that the walk is in. */
  digits: number;
  /** Whether some number has so many digits that a float64 may not hold it. */
  hasLargeNumber: boolean;
}

/** Where a walk stopped, and why: an item ended there, a bracket closed what was not opened, or the bytes were at an end. */
export interface WalkStop {
  readonly at: number;
  readonly why: "item" | "close" | "end";
}

const QUOTE = 34;
const BACKSLASH = 92;
/** Digits that every float64 holds. */
const SAFE_DIGITS = 15;

const OPEN = 1;
const CLOSE = 2;
const TEXT = 3;
const COLON = 4;
const DIGIT = 5;
const KINDS = new Uint8Array(256);
for (const [text, kind] of [
  ["[{", OPEN],
  ["]}", CLOSE],
  ['"', TEXT],
  [":", COLON],
  ["0123456789", DIGIT],
] as const)
  for (const letter of text) KINDS[letter.charCodeAt(0)] = kind;

/** A walk that has not begun. */
export function beginWalk(): JsonWalk {
  return {
    depth: 0,
    isInText: false,
    isEscaped: false,
    keys: 0,
    digits: 0,
    hasLargeNumber: false,
  };
}

/** Walks from `from` until an object or list at the walk's own level ends; scalars at that level are walked over. */
export function walkItem(walk: JsonWalk, data: Uint8Array, from: number): WalkStop {
  let { depth, digits } = walk;
  let keys = 0;
  let at = walk.isInText ? endOfText(walk, data, from) : from;
  let why: WalkStop["why"] = "end";
  while (at < data.length && why === "end") {
    const kind = KINDS[data[at] ?? 0];
    at += 1;
    if (kind === DIGIT) {
      digits += 1;
      if (digits > SAFE_DIGITS) walk.hasLargeNumber = true;
      continue;
    }
    digits = 0;
    if (kind === TEXT) at = endOfText(walk, data, at);
    else if (kind === COLON) keys += 1;
    else if (kind === OPEN) depth += 1;
    else if (kind === CLOSE) {
      depth -= 1;
      why = whyAt(depth);
    }
  }
  walk.depth = depth;
  walk.digits = digits;
  walk.keys += keys;
  return { at, why };
}

function whyAt(depth: number): WalkStop["why"] {
  if (depth > 0) return "end";
  return depth === 0 ? "item" : "close";
}

/** The index behind the quote that ends a string, or the end of what is there. */
function endOfText(walk: JsonWalk, data: Uint8Array, from: number): number {
  let at = walk.isEscaped ? from + 1 : from;
  walk.isEscaped = false;
  for (; at < data.length; at += 1) {
    const byte = data[at];
    if (byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) {
      walk.isInText = false;
      return at + 1;
    }
  }
  walk.isInText = true;
  walk.isEscaped = at > data.length;
  return data.length;
}
