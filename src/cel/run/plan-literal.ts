import type { ListExpr, MapExpr } from "../ast.ts";
import { CelOptional, mapOf, setOwn } from "../boxed-values.ts";
import { CelError, type CelResult, type CelValue } from "../values.ts";
import { celEquals } from "./equality.ts";
import type { Code, Frame, Planned } from "./frame.ts";
import { constantly, type Planner } from "./planner.ts";
import { formatKey } from "./qualify.ts";

/** Plans `[a, ?b]`; a list of constants is one. */
export function planList(planner: Planner, expr: ListExpr): Planned {
  const elements = expr.elements.map(planner.plan);
  const constants = elements.map(({ constant }) => constant);
  const optional = new Set(expr.optionalIndexes);
  if (optional.size > 0) return { run: listWithOptionals(elements, optional) };
  if (constants.every((value) => value !== undefined)) return constantly(constants);
  const codes = elements.map(({ run }) => run);
  return {
    run: (frame) => {
      const list: CelValue[] = [];
      for (const code of codes) {
        const value = code(frame);
        if (value instanceof CelError) return value;
        list.push(value);
      }
      return list;
    },
  };
}

function listWithOptionals(elements: readonly Planned[], optional: ReadonlySet<number>): Code {
  return (frame) => {
    const list: CelValue[] = [];
    for (const [index, { run }] of elements.entries()) {
      const value = run(frame);
      if (value instanceof CelError) return value;
      const content = optional.has(index) ? contentOf(value, "list element") : value;
      if (content instanceof CelError) return content;
      if (content !== undefined) list.push(content);
    }
    return list;
  };
}

function contentOf(value: CelValue, what: string): CelResult | undefined {
  if (value instanceof CelOptional) return value.content;
  return new CelError(
    `cannot initialize optional ${what} from non-optional value ${formatKey(value)}`,
  );
}

interface Entry {
  readonly key: Planned;
  readonly value: Planned;
  readonly optional: boolean;
}

/** Plans `{k: v, ?k: v}`; a map of constants is one. */
export function planMap(planner: Planner, expr: MapExpr): Planned {
  const entries = expr.entries.map(({ key, value, optional }) => ({
    key: planner.plan(key),
    value: planner.plan(value),
    optional,
  }));
  const constant = constantMap(entries);
  if (constant !== undefined) return constantly(constant);
  return { run: stringMap(entries) ?? ((frame) => buildMap(entries, frame)) };
}

function constantMap(entries: readonly Entry[]): CelValue | undefined {
  const pairs: [CelValue, CelValue][] = [];
  for (const { key, value, optional } of entries) {
    if (optional || key.constant === undefined || value.constant === undefined) return undefined;
    pairs.push([key.constant, value.constant]);
  }
  return mapOf(pairs);
}

/** A map whose keys are string literals needs no detour over entries. */
function stringMap(entries: readonly Entry[]): Code | undefined {
  const fields: [string, Code][] = [];
  for (const { key, value, optional } of entries) {
    if (optional || typeof key.constant !== "string") return undefined;
    fields.push([key.constant, value.run]);
  }
  return (frame) => {
    const map: Record<string, CelValue> = {};
    for (const [key, code] of fields) {
      const value = code(frame);
      if (value instanceof CelError) return value;
      setOwn(map, key, value);
    }
    return map;
  };
}

function buildMap(entries: readonly Entry[], frame: Frame): CelResult {
  const pairs: [CelValue, CelValue][] = [];
  for (const entry of entries) {
    const key = entry.key.run(frame);
    if (key instanceof CelError) return key;
    const value = entry.value.run(frame);
    if (value instanceof CelError) return value;
    const content = entry.optional ? contentOf(value, `entry '${formatKey(key)}'`) : value;
    if (content instanceof CelError) return content;
    // An empty optional takes back an earlier entry of the same key, as cel-go does.
    if (content === undefined) removeKey(pairs, key);
    else pairs.push([key, content]);
  }
  return mapOf(pairs);
}

function removeKey(pairs: [CelValue, CelValue][], key: CelValue): void {
  const kept = pairs.filter(([other]) => !celEquals(other, key));
  pairs.splice(0, pairs.length, ...kept);
}
