const MEMBER = Buffer.from('"managedFields":[');
const QUOTE = 34;
const COMMA = 44;
const OPEN = 91;
const BACKSLASH = 92;
const CLOSE = 93;

/**
 * Cuts every `managedFields` list out of JSON bytes without parsing them: a third fewer bytes for the parser. Works on compact
 * JSON, which is what API servers send; moves bytes within `json` and returns the part that is left.
 */
export function stripManagedFields(json: Buffer): Buffer {
  let from = json.indexOf(MEMBER);
  let read = 0;
  let write = 0;
  while (from >= 0) {
    const end = endOfList(json, from + MEMBER.length);
    // After a backslash the quote belongs to a longer key. Cut-off JSON is left for the parser to refuse.
    if (end === undefined) break;
    if (json[from - 1] !== BACKSLASH) {
      const hasNext = json[end] === COMMA;
      const cutFrom = !hasNext && json[from - 1] === COMMA ? from - 1 : from;
      json.copyWithin(write, read, cutFrom);
      write += cutFrom - read;
      read = hasNext ? end + 1 : end;
    }
    from = json.indexOf(MEMBER, json[from - 1] === BACKSLASH ? from + MEMBER.length : end);
  }
  if (read === 0) return json;
  json.copyWithin(write, read, json.length);
  return json.subarray(0, write + json.length - read);
}

/** The index behind the bracket that closes the list whose first item is at `start`. */
function endOfList(json: Buffer, start: number): number | undefined {
  let depth = 1;
  for (let index = start; index < json.length; index += 1) {
    const byte = json[index];
    if (byte === QUOTE) index = endOfText(json, index + 1);
    else if (byte === OPEN) depth += 1;
    else if (byte === CLOSE) depth -= 1;
    if (depth === 0) return index + 1;
  }
  return undefined;
}

/** The index of the quote that ends a string. */
function endOfText(json: Buffer, start: number): number {
  let index = start;
  while (index < json.length && json[index] !== QUOTE) index += json[index] === BACKSLASH ? 2 : 1;
  return index;
}
