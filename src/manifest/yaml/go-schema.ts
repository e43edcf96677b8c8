import {
  NOT_RESOLVED,
  Schema,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  strTag,
} from "js-yaml";
import { isMapping } from "../path.ts";
import { goBoolean, goKey, goNumber, isGoNull } from "./go-scalars.ts";

/** What reading met and a second pass has to find the place of. */
export interface YamlNotes {
  duplicateKey: boolean;
  /** An integer beyond 2^53. */
  largeInteger: boolean;
  /** `.inf` or `.nan`, which JSON can't say. */
  notFinite: boolean;
  /** Keys copied by `<<`. */
  mergedKeys: number;
}

/** A schema, and what reading with it met since `forget` was called. */
export interface GoSchema {
  readonly schema: Schema;
  readonly notes: Readonly<YamlNotes>;
  readonly forget: () => void;
}

const NOTHING: Readonly<YamlNotes> = {
  duplicateKey: false,
  largeInteger: false,
  notFinite: false,
  mergedKeys: 0,
};

/** A `<<` key. js-yaml's own merge follows YAML 1.2, where keys written before `<<` win; go-yaml lets the later one win. */
const MERGE = Symbol("<<");
const PREFIX = "tag:yaml.org,2002:";
const MAX_MERGED_KEYS = 400_000;

type Mapping = Record<string, unknown>;

/**
 * A js-yaml schema that reads what sigs.k8s.io/yaml (go-yaml v2, then JSON) reads: YAML 1.1 booleans, octal and binary
 * integers, timestamps as strings, unknown tags ignored, the last of duplicate keys, merge keys in Go's order.
 */
export function goSchema(): GoSchema {
  const notes: YamlNotes = { ...NOTHING };
  const schema = new Schema([strTag, ...scalarTags(notes), ...collectionTags(notes)]);
  return { schema, notes, forget: () => Object.assign(notes, NOTHING) };
}

function scalarTags(notes: YamlNotes) {
  const number = (text: string): number | typeof NOT_RESOLVED => {
    const value = goNumber(text);
    if (value === undefined) return NOT_RESOLVED;
    if (!Number.isFinite(value)) notes.notFinite = true;
    else if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
      notes.largeInteger = true;
    return value;
  };
  return [
    defineScalarTag(`${PREFIX}null`, {
      implicit: true,
      implicitFirstChars: ["", "~", "n", "N"],
      resolve: (text) => (isGoNull(text) ? null : NOT_RESOLVED),
      identify: never,
    }),
    defineScalarTag(`${PREFIX}bool`, {
      implicit: true,
      implicitFirstChars: "yYnNtTfFoO".split(""),
      resolve: (text) => goBoolean(text) ?? NOT_RESOLVED,
      identify: never,
    }),
    defineScalarTag(`${PREFIX}int`, {
      implicit: true,
      implicitFirstChars: "0123456789+-.".split(""),
      resolve: number,
      identify: never,
    }),
    defineScalarTag(`${PREFIX}float`, { resolve: number, identify: never }),
    defineScalarTag(`${PREFIX}binary`, {
      resolve: (text) => Buffer.from(text, "base64").toString("utf8"),
      identify: never,
    }),
    // Not named `merge`: js-yaml would merge by itself.
    defineScalarTag("<<", {
      implicit: true,
      implicitFirstChars: ["<"],
      resolve: (text) => (text === "<<" ? MERGE : NOT_RESOLVED),
      identify: never,
    }),
    defineScalarTag("", { matchByTagPrefix: true, resolve: (text) => text, identify: never }),
  ];
}

function collectionTags(notes: YamlNotes) {
  const mapping = {
    create: (): Mapping => ({}),
    addPair: (target: Mapping, key: unknown, value: unknown) => addPair(target, key, value, notes),
    has: never,
    keys: (result: Mapping) => Object.keys(result),
    get: (result: Mapping, key: unknown) => result[String(key)],
    identify: never,
  };
  const sequence = {
    create: (): unknown[] => [],
    addItem: (target: unknown[], item: unknown) => {
      target.push(withoutMerge(item));
    },
    identify: never,
  };
  return [
    defineSequenceTag(`${PREFIX}seq`, sequence),
    defineSequenceTag("", { ...sequence, matchByTagPrefix: true }),
    defineMappingTag(`${PREFIX}map`, mapping),
    defineMappingTag("", { ...mapping, matchByTagPrefix: true }),
  ];
}

/** js-yaml asks for a message, or an empty string when all is well. */
function addPair(target: Mapping, key: unknown, value: unknown, notes: YamlNotes): string {
  if (key === MERGE) return merge(target, value, notes);
  const name = typeof key === "string" ? key : goKey(key);
  if (name === undefined) return `a key must be a string, not ${kindOf(key)}`;
  if (Object.hasOwn(target, name)) notes.duplicateKey = true;
  assign(target, name, withoutMerge(value));
  return "";
}

function merge(target: Mapping, source: unknown, notes: YamlNotes): string {
  // Of a list, go-yaml merges the last element first, so that earlier ones win.
  const sources: unknown[] = Array.isArray(source) ? source.toReversed() : [source];
  for (const mapping of sources) {
    if (!isMapping(mapping)) {
      return `"<<" takes a mapping or a list of mappings, not ${kindOf(mapping)}`;
    }
    const keys = Object.keys(mapping);
    notes.mergedKeys += 1 + keys.length;
    if (notes.mergedKeys > MAX_MERGED_KEYS) return `"<<" copies more than ${MAX_MERGED_KEYS} keys`;
    for (const key of keys) assign(target, key, mapping[key]);
  }
  return "";
}

/** Plain assignment would call the setter of `__proto__`. */
function assign(target: Mapping, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else target[key] = value;
}

/** `<<` is a merge only as a key; as a value it is text. */
export function withoutMerge(value: unknown): unknown {
  return value === MERGE ? "<<" : value;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a mapping" : `a ${typeof value}`;
}

function never(): boolean {
  return false;
}
