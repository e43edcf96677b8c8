import { splitApiVersion } from "../manifest/api-kinds.ts";
import { subdocument, type Document } from "../manifest/document.ts";
import { isMapping } from "../manifest/path.ts";
import type { Problem } from "../manifest/problem.ts";
import { itemsOf } from "../manifest/resources-of.ts";
import { readCelException } from "./kinds/read-cel-exception.ts";
import { readClassicException } from "./kinds/read-classic-exception.ts";
import type { PolicyException } from "./policy-exception.ts";

/** What documents hold of exceptions. */
export interface Exceptions {
  readonly exceptions: readonly PolicyException[];
  /** Documents that are no exceptions. */
  readonly rest: readonly Document[];
  /** Why exceptions could not be read, each with its place. */
  readonly problems: readonly Problem[];
}

/** Sorts documents into exceptions and others; lists are unwrapped, fields checked strictly against Kyverno's schema. */
export function readExceptions(documents: readonly Document[]): Exceptions {
  const exceptions: PolicyException[] = [];
  const rest: Document[] = [];
  const problems: Problem[] = [];
  for (const document of documents.flatMap(unwrapList)) {
    const read = readerOf(document.value)?.(document);
    if (read === undefined) rest.push(document);
    else if (read.ok) exceptions.push(read.policy);
    else problems.push(...read.problems);
  }
  return { exceptions, rest, problems };
}

const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  "kyverno.io": ["v2", "v2beta1"],
  "policies.kyverno.io": ["v1", "v1beta1", "v1alpha1"],
};

function readerOf(
  value: unknown,
): typeof readClassicException | typeof readCelException | undefined {
  if (!isMapping(value) || value["kind"] !== "PolicyException") return undefined;
  const { group, version } = splitApiVersion(String(value["apiVersion"]));
  if (VERSIONS[group]?.includes(version) !== true) return undefined;
  return group === "kyverno.io" ? readClassicException : readCelException;
}

function unwrapList(document: Document): readonly Document[] {
  const items = itemsOf(document.value);
  if (items === undefined) return [document];
  return items.flatMap((_, index) => {
    const item = subdocument(document, ["items", index]);
    return item === undefined ? [] : unwrapList(item);
  });
}
