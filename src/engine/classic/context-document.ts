import type { QueryEnvironment } from "../../jmespath/define-function.ts";
import { QueryError } from "../../jmespath/query-error.ts";
import type { ContextSource } from "../context-source.ts";
import { isMapping } from "../../manifest/path.ts";
import { mergeMaps, type JsonMap } from "./context/named-values.ts";
import { Failure } from "./failure.ts";
import type { ContextQuery } from "./variables/context-query.ts";

/** A context entry of a rule or foreach: loaded when a query first names it. */
export interface ContextEntry {
  readonly name: string;
  readonly isNamedIn: (query: string) => boolean;
  /** The entry's value, a `Failure`, or undefined where the entry counts as not written. */
  readonly load: (document: ContextDocument) => unknown;
}

/** What the documents of one evaluation share. */
export interface ContextSession {
  readonly environment: QueryEnvironment;
  readonly source: ContextSource;
  /** On DELETE `request.object` in a query means `request.oldObject`. */
  readonly isDelete: boolean;
  /** The object's images, collected when first named; undefined for kinds without any. */
  readonly loadImages: () => unknown;
  /** `images` in which a values file has its say. */
  mergedImages: unknown;
  /** Lookups without which the answer is not final. */
  readonly needs: unknown[];
  /** Entries from this one on can't be loaded: an entry sees only those before it. */
  limit: number;
  entryCount: number;
}

interface EntryState {
  readonly entry: ContextEntry;
  readonly order: number;
  isLoaded: boolean;
}

/**
 * The JSON document that variables query: `request`, `images`, `element`, context entries. Loading an entry gives a layer
 * a new root: objects are shared with the request and with values that were read before, and never changed.
 */
export interface ContextDocument {
  root: Readonly<Record<string, unknown>>;
  readonly parent: ContextDocument | undefined;
  readonly entries: readonly EntryState[];
  readonly session: ContextSession;
}

/** The outermost layer. */
export function rootDocument(
  root: Readonly<Record<string, unknown>>,
  session: ContextSession,
): ContextDocument {
  return { root, parent: undefined, entries: [], session };
}

/** A layer with further names; the parent does not see them. */
export function childDocument(
  parent: ContextDocument,
  names: Readonly<Record<string, unknown>>,
  entries: readonly ContextEntry[] = [],
): ContextDocument {
  const { session } = parent;
  const states = entries.map((entry) => ({ entry, order: session.entryCount++, isLoaded: false }));
  return { root: { ...parent.root, ...names }, parent, entries: states, session };
}

/** The value of a query, or a `Failure`; loads the entries that it names. */
export function queryDocument(document: ContextDocument, query: ContextQuery): unknown {
  const failure = loadNamed(document, query);
  if (failure !== undefined) return failure;
  if (query.query === undefined) return new Failure(query.error);
  const value = query.query.search(document.root, document.session.environment);
  return value instanceof QueryError
    ? new Failure(`JMESPath query failed: ${value.message}`, value.isNotFound)
    : value;
}

/** The value of a query on other data, without the words that Kyverno puts before errors on the context. */
export function queryValue(document: ContextDocument, query: ContextQuery, data: unknown): unknown {
  if (query.query === undefined) return new Failure(query.error);
  const value = query.query.search(data, document.session.environment);
  return value instanceof QueryError ? new Failure(value.message, value.isNotFound) : value;
}

function loadNamed(document: ContextDocument, query: ContextQuery): Failure | undefined {
  if (query.namesImages) {
    const failure = loadImages(document);
    if (failure !== undefined) return failure;
  }
  return document.session.entryCount === 0 ? undefined : loadEntries(document, document, query);
}

function loadImages(document: ContextDocument): Failure | undefined {
  const { root, session } = document;
  const images = session.loadImages();
  if (images instanceof Failure) return images;
  const known = root["images"];
  if (!isMapping(images) || known === images) return undefined;
  const isMerged = known !== undefined && known === session.mergedImages;
  if (!isMerged) document.root = { ...root, images: withImages(known, images, session) };
  return undefined;
}

/** Images of a values file stay where the object has none of that name. */
function withImages(known: unknown, images: JsonMap, session: ContextSession): unknown {
  if (!isMapping(known)) return images;
  const merged = mergeMaps(known, images);
  session.mergedImages = merged;
  return merged;
}

/** Outer layers first, in the order written: of equal names the last one wins, and one that fails fails all. */
function loadEntries(
  owner: ContextDocument,
  reader: ContextDocument,
  query: ContextQuery,
): Failure | undefined {
  if (owner.parent !== undefined) {
    const failure = loadEntries(owner.parent, reader, query);
    if (failure !== undefined) return failure;
  }
  for (const state of owner.entries) {
    if (state.isLoaded || state.order >= owner.session.limit) continue;
    if (!state.entry.isNamedIn(query.text)) continue;
    const failure = loadEntry(state, owner, reader);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** Kyverno tries each entry once: after a failure its name is just unknown. */
function loadEntry(
  state: EntryState,
  owner: ContextDocument,
  reader: ContextDocument,
): Failure | undefined {
  const { session } = owner;
  const { limit } = session;
  session.limit = state.order;
  const value = state.entry.load(reader);
  session.limit = limit;
  state.isLoaded = true;
  if (value instanceof Failure) return value;
  if (value !== undefined) storeUpTo(owner, reader, state.entry.name, value);
  return undefined;
}

/** What an outer layer loads stays there when the inner layers are gone. */
function storeUpTo(
  owner: ContextDocument,
  reader: ContextDocument,
  name: string,
  value: unknown,
): void {
  for (let layer: ContextDocument | undefined = reader; ; layer = layer.parent) {
    if (layer === undefined) return;
    layer.root = { ...layer.root, [name]: value };
    if (layer === owner) return;
  }
}
