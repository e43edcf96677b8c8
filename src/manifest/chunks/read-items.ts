import { YAMLException } from "js-yaml";
import type { Document } from "../document.ts";
import type { FrameChunk, ItemsChunk } from "../manifest-chunks.ts";
import { isMapping, type Path } from "../path.ts";
import { placeAt, type Problem } from "../problem.ts";
import type { Json } from "../resource.ts";
import { chunkPlaces } from "../yaml/chunk-places.ts";
import { countKeys } from "../yaml/count-keys.ts";
import { findDoubts } from "../yaml/find-doubts.ts";
import { parseJson } from "../yaml/parse-json.ts";
import { offsetAt, type PlacedNode, placedTree } from "../yaml/placed-tree.ts";

/** A list of the chunk's items alone, and what is doubtful in their text; undefined when only the whole file can tell. */
export function readItems(
  chunk: ItemsChunk,
  text: string,
): { readonly document: Document; readonly problems: readonly Problem[] } | undefined {
  const body = text.replace(/^\s*,/, (comma) => comma.replace(",", " "));
  const json = `[${body}]`;
  const items = parse(json);
  if (items === undefined || items.length !== chunk.items) return undefined;
  if (chunk.list["kind"] === undefined && !items.every(hasType)) return undefined;
  const keys = countKeys(items);
  if (keys === undefined) return undefined;
  const document = documentOf(chunk, items, json);
  const problems =
    chunk.hasLargeNumber || keys !== chunk.keys ? doubtsOf(json, document.placeOf) : [];
  return problems.some(({ level }) => level === "error") ? undefined : { document, problems };
}

/** Whether what stands around the items makes the file one list without anything doubtful. */
export function readFrame({ head, tail }: FrameChunk): boolean {
  const frame = parseJson(`${head}${tail}`.replace(/^---/, ""));
  if (frame === undefined || frame.doubtful || !isMapping(frame.value)) return false;
  const { kind } = frame.value;
  return typeof kind === "string" && kind.endsWith("List");
}

function parse(json: string): readonly Json[] | undefined {
  try {
    const items: readonly Json[] = JSON.parse(json);
    return items;
  } catch {
    return undefined;
  }
}

/** The list may say their type behind its items. */
function hasType(item: Json): boolean {
  return isMapping(item) && item["kind"] !== undefined && item["apiVersion"] !== undefined;
}

type PlaceOf = ReturnType<typeof chunkPlaces>;

function documentOf(
  { file, list, first }: ItemsChunk,
  items: readonly Json[],
  json: string,
): Document & { readonly placeOf: PlaceOf } {
  const places = chunkPlaces({ text: json.slice(1, -1), line: 1 }, file);
  const placeOf: PlaceOf = (offset) => places(offset - 1);
  let tree: PlacedNode | undefined;
  const { apiVersion = "v1", kind = "List" } = list;
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed from JSON
    value: { apiVersion, kind, items } as Json & object,
    file,
    line: 1,
    placeOf,
    locate: (path, part = "value") => {
      tree ??= treeOf(json);
      const [, index, ...inner] = path;
      const inItems: Path = index === undefined ? [] : [index, ...inner];
      return placeAt(placeOf(offsetAt(tree, inItems, part)), inFile(path, first));
    },
  };
}

/** Items are counted from the list's begin. */
function inFile([field, index, ...inner]: Path, first: number): Path {
  if (field === undefined) return [];
  return typeof index === "number" ? [field, index + first, ...inner] : [field];
}

function doubtsOf(json: string, placeOf: PlaceOf): readonly Problem[] {
  return findDoubts(treeOf(json)).map(({ at, ...doubt }) => ({ ...doubt, at: placeOf(at) }));
}

function treeOf(json: string): PlacedNode {
  try {
    return placedTree(json) ?? { at: 1 };
  } catch (error) {
    // JSON that is no YAML: there are no finer places than the chunk's.
    if (error instanceof YAMLException) return { at: 1 };
    throw error;
  }
}
