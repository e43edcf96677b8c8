import { CelDuration, CelMap, CelOptional, CelTimestamp, CelTypeValue } from "./boxed-values.ts";
import { LazyObject } from "./lazy-object.ts";
import { CelError, CelObject, type CelResult, CelUint } from "./values.ts";

const ITEMS_SHOWN = 6;
const MAX_DEPTH = 4;

/** A value for people: JSON where it is JSON, long lists and maps cut to their beginning, at most `limit` characters. */
export function formatValue(value: CelResult, limit = 200): string {
  const text = format(value, 0);
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

function format(value: CelResult, depth: number): string {
  if (value instanceof CelError) return `error: ${value.message}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof CelUint) return `${value.value}u`;
  if (value instanceof Uint8Array) return `bytes (${value.length})`;
  if (value instanceof CelObject) return formatObject(value, depth);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) {
    if (depth >= MAX_DEPTH) return `[… ${value.length}]`;
    return `[${cut(value.map((item: CelResult) => () => format(item, depth + 1)))}]`;
  }
  const entries = Object.entries<CelResult>(value);
  if (depth >= MAX_DEPTH) return entries.length === 0 ? "{}" : `{… ${entries.length}}`;
  return `{${cut(
    entries.map(
      ([key, field]) =>
        () =>
          `${key}: ${format(field, depth + 1)}`,
    ),
  )}}`;
}

/** The first few, written only when they are shown. */
function cut(items: readonly (() => string)[]): string {
  const shown = items.slice(0, ITEMS_SHOWN).map((write) => write());
  const more = items.length - ITEMS_SHOWN;
  return [...shown, ...(more > 0 ? [`… ${more} more`] : [])].join(", ");
}

function formatObject(value: CelObject, depth: number): string {
  if (value instanceof CelOptional) {
    return value.content === undefined
      ? "optional.none()"
      : `optional.of(${format(value.content, depth + 1)})`;
  }
  if (value instanceof CelTypeValue) return `type ${value.name}`;
  if (value instanceof CelTimestamp) {
    return `timestamp ${new Date(Number(value.nanos / 1_000_000n)).toISOString()}`;
  }
  if (value instanceof CelDuration) return `duration ${Number(value.nanos) / 1e9}s`;
  if (value instanceof CelMap) {
    const entries = value.entries.map(
      ([key, field]) =>
        () =>
          `${format(key, depth + 1)}: ${format(field, depth + 1)}`,
    );
    return `{${cut(entries)}}`;
  }
  return value instanceof LazyObject ? "(variables)" : value.typeName;
}
