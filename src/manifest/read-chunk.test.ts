import { expect, test } from "vitest";
import { chunkManifest } from "./manifest-chunks.ts";
import { parseDocuments } from "./parse-documents.ts";
import { formatProblem, type Problem } from "./problem.ts";
import type { Resource } from "./resource.ts";
import { type Extent, extentOf, readChunk, shiftProblem } from "./read-chunk.ts";
import { resourcesOf } from "./resources-of.ts";

async function* blocksOf(text: string | Buffer): AsyncGenerator<Buffer, void, undefined> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 400) yield bytes.subarray(at, at + 400);
}

interface Read {
  readonly resources: readonly Resource[];
  readonly problems: readonly string[];
}

/** Reads a file in chunks; undefined when only the whole tells. */
async function inChunks(
  text: string | Buffer,
): Promise<(Read & { readonly chunks: number; readonly forms: string }) | undefined> {
  const resources: Resource[] = [];
  const problems: Problem[] = [];
  const objections: Problem[] = [];
  const forms = new Set<string>();
  let before: Extent | undefined;
  let chunks = 0;
  for await (const chunk of chunkManifest("f", blocksOf(text), 500)) {
    chunks += 1;
    forms.add(chunk.form);
    before ??= chunk.form === "documents" ? { lines: 0, columns: 0 } : extentOf(headOf(text));
    const read = readChunk(chunk);
    if (read === undefined) return undefined;
    const from = before;
    resources.push(...read.resources);
    problems.push(...read.problems.map((problem) => shiftProblem(problem, from)));
    objections.push(...read.objections.map((problem) => shiftProblem(problem, from)));
    before = {
      lines: from.lines + read.extent.lines,
      columns: read.extent.columns + (read.extent.lines === 0 ? from.columns : 0),
    };
  }
  return {
    resources,
    problems: [...problems, ...objections].map(formatProblem),
    chunks,
    forms: [...forms].join(),
  };
}

function headOf(text: string | Buffer): string {
  const all = text.toString();
  return all.slice(0, all.indexOf("[", all.indexOf('"items"')) + 1);
}

function atOnce(text: string | Buffer): Read {
  const parsed = parseDocuments(text.toString(), "f");
  const { resources, problems } = resourcesOf(parsed.documents);
  return {
    resources: resources.map(({ resource }) => resource),
    problems: [...parsed.problems, ...problems].map(formatProblem),
  };
}

function object(index: number): object {
  const metadata = { name: `c-${index}`, annotations: { text: 'ü☃ "items":[ ]}\n' } };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "x".repeat(index) } };
}

const ITEMS: readonly unknown[] = Array.from({ length: 60 }, (_, index) => object(index));
const NESTED = { apiVersion: "v1", kind: "List", items: [object(1), { kind: "Broken" }] };
const MIXED = [...ITEMS.slice(0, 20), 7, ...ITEMS.slice(20, 40), NESTED, { kind: "NoVersion" }];
const UNTYPED = ITEMS.map(() => ({ metadata: { name: "p" } }));
const DOUBTS = JSON.stringify({ apiVersion: "v1", kind: "List", items: ITEMS.slice(0, 9) })
  .replace('"x"', '"x","a":"y"')
  .replace('"xx"', "12345678901234567890");

const list = (items: readonly unknown[]) => ({ apiVersion: "v1", kind: "List", items });

test.for([
  ["a compact list", JSON.stringify(list(ITEMS)), "items,frame"],
  ["an indented list", JSON.stringify(list(ITEMS), undefined, 4), "items,frame"],
  [
    "a list as kubectl writes it",
    JSON.stringify({ apiVersion: "v1", items: ITEMS, kind: "List", metadata: {} }, undefined, 2),
    "items,frame",
  ],
  [
    "a list of objects without type",
    JSON.stringify({ kind: "PodList", apiVersion: "v1", metadata: { a: [] }, items: UNTYPED }),
    "items,frame",
  ],
  ["an empty list", JSON.stringify(list([])), "frame"],
  ["a list with duplicate keys and too long numbers", DOUBTS, "items,frame"],
  ["YAML documents", ITEMS.map((item) => `${JSON.stringify(item)}\n`).join("---\n"), "documents"],
  [
    "YAML with broken documents",
    Array.from({ length: 40 }, (_, n) =>
      n % 9 === 4 ? "a: [\n" : `apiVersion: v1\nkind: A\nmetadata: {name: n${n}}\n# ---\n`,
    ).join("--- # next\n"),
    "documents",
  ],
  ["JSON lines", ITEMS.map((item) => `${JSON.stringify(item)}\n`).join(""), "documents"],
  ["JSON that is one object", JSON.stringify(object(2000)), "documents"],
] as const)("%s is read in chunks as at once", async ([, text, forms]) => {
  const read = await inChunks(text);
  expect(read).toMatchObject({ ...atOnce(text), forms });
  // A chunk has 500 bytes, or else one object.
  expect(read?.chunks).toBeGreaterThanOrEqual(Math.min(4, Math.floor(text.length / 2500)));
});

test.for([undefined, 2])("what is no object is named as at once (indent %s)", async (indent) => {
  const typed = { apiVersion: "v1", kind: "List", items: MIXED.filter((item) => item !== 7) };
  const text = JSON.stringify(typed, undefined, indent);
  expect(await inChunks(text)).toMatchObject(atOnce(text));
  expect(atOnce(text).problems).toHaveLength(2);
});

test("JSON lines are documents, also in small files", () => {
  const text = `${JSON.stringify(object(1))}\n\n${JSON.stringify(object(2))}\n{"kind":"x"}\n`;
  expect(atOnce(text)).toMatchObject({
    resources: [object(1), object(2)],
    problems: [expect.stringMatching(/^f:4:1: not a Kubernetes object/)],
  });
});

test.for([
  ["a list that is broken in the middle", JSON.stringify(list(ITEMS)).replace("c-30", 'c-30"')],
  ["a list that is cut off", JSON.stringify(list(ITEMS)).slice(0, -2)],
  ["a list with something behind it", `${JSON.stringify(list(ITEMS))}\n---\na: 1\n`],
  ["items of what is no list", JSON.stringify({ apiVersion: "v1", items: ITEMS, kind: "Menu" })],
  ["items twice", `{"items":[],${JSON.stringify(list(ITEMS)).slice(1)}`],
  ["scalars among the items", JSON.stringify(list(MIXED))],
  [
    "untyped items before their list's type",
    JSON.stringify({ apiVersion: "v1", items: UNTYPED, kind: "PodList" }),
  ],
  ["directives", `a: 1\n${"...\n%YAML 1.1\n---\nb: 1\n".repeat(90)}`],
  ["bytes that are no UTF-8", Buffer.from(`a: 1\n---\n`.repeat(90).replace("1", "\xff"), "latin1")],
])("%s: only the whole file tells", async ([, text = ""]) => {
  expect(await inChunks(text)).toBeUndefined();
});

test.for<[string, Buffer]>([
  ["UTF-16", Buffer.from("\u{FEFF}a: 1\n".repeat(200), "utf16le")],
  ["binary", Buffer.from([0, 1, 2, ...Buffer.alloc(900)])],
])("%s has to be read as a whole", async ([, text]) => {
  const chunks = [];
  for await (const chunk of chunkManifest("f", blocksOf(text), 500)) chunks.push(chunk);
  expect(chunks).toEqual([{ form: "uncut", file: "f" }]);
});
