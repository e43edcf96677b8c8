import type { MatchFilter, ResourceDescription } from "../../../policy/cluster-policy.ts";
import { compileWildcard } from "../../../values/wildcard.ts";
import { annotationsOf, labelsOf } from "../../match/labels.ts";
import { compileKindSelectors } from "./kind-selector.ts";
import type { FilterTest } from "./filter-test.ts";
import { compileUserFilter } from "./user-filter.ts";
import { compileWildcardSelector } from "./wildcard-selector.ts";

/** In which block the filter stands; they differ in what they make of unknown users, operations and namespaces. */
export type FilterUse = "match" | "exclude" | "exception";

/** Compiles a filter: all of its attributes must hold, of a list's entries one. A filter that says nothing describes nothing. */
export function compileFilter(filter: MatchFilter, use: FilterUse): FilterTest {
  const description = filter.resources ?? {};
  const resourceTest = isEmptyDescription(description)
    ? undefined
    : allOf(attributeTests(description, use));
  const userTest = compileUserFilter(filter);
  if (resourceTest === undefined && userTest === undefined) return () => false;
  if (userTest === undefined) return resourceTest ?? (() => false);
  if (use !== "match")
    return allOf([...(resourceTest === undefined ? [] : [resourceTest]), userTest]);
  return (resource, request, facts) => {
    const isOurs = resourceTest?.(resource, request, facts) ?? !facts.isAnonymous;
    return isOurs && (facts.isAnonymous || userTest(resource, request, facts));
  };
}

function allOf(tests: readonly FilterTest[]): FilterTest {
  const [first, ...others] = tests;
  if (first === undefined) return () => true;
  if (others.length === 0) return first;
  return (resource, request, facts) => tests.every((holds) => holds(resource, request, facts));
}

function isEmptyDescription(description: ResourceDescription): boolean {
  const { name, kinds, names, namespaces, operations, annotations } = description;
  const counts = [kinds, names, namespaces, operations].map((list) => list?.length ?? 0);
  return (
    !name &&
    counts.every((count) => count === 0) &&
    Object.keys(annotations ?? {}).length === 0 &&
    !description.selector &&
    !description.namespaceSelector
  );
}

/** The cheapest and most selective first. */
function attributeTests(description: ResourceDescription, use: FilterUse): readonly FilterTest[] {
  return [
    ...requestTests(description, use),
    ...nameTests(description),
    ...selectorTests(description, use),
  ];
}

function requestTests(
  { operations = [], kinds = [] }: ResourceDescription,
  use: FilterUse,
): readonly FilterTest[] {
  const tests: FilterTest[] = [];
  if (operations.length > 0 && use !== "exception")
    tests.push((_resource, { operation }) => operations.includes(operation));
  if (kinds.length > 0) {
    const isKind = compileKindSelectors(kinds);
    tests.push((_resource, { apiResource }) => isKind(apiResource));
  }
  return tests;
}

function nameTests({
  name,
  names = [],
  namespaces = [],
  annotations = {},
}: ResourceDescription): readonly FilterTest[] {
  const tests: FilterTest[] = [];
  if (name) tests.push(compileNames([name]));
  if (names.length > 0) tests.push(compileNames(names));
  if (namespaces.length > 0) tests.push(compileNamespaces(namespaces));
  if (Object.keys(annotations).length > 0) tests.push(compileAnnotations(annotations));
  return tests;
}

function selectorTests(
  { selector, namespaceSelector }: ResourceDescription,
  use: FilterUse,
): readonly FilterTest[] {
  const tests: FilterTest[] = [];
  if (selector) {
    const selects = compileWildcardSelector(selector);
    tests.push((resource) => selects(labelsOf(resource)));
  }
  if (namespaceSelector) {
    const selects = compileWildcardSelector(namespaceSelector);
    // A namespace is not in a namespace: policies never match it so, exceptions do not ask.
    tests.push(({ kind }, _request, { namespaceLabels }) =>
      kind === "Namespace" ? use === "exception" : selects(namespaceLabels),
    );
  }
  return tests;
}

function compileNames(names: readonly string[]): FilterTest {
  const matches = anyWildcard(names);
  return ({ metadata }) => matches(metadata.name || (metadata.generateName ?? ""));
}

function compileNamespaces(namespaces: readonly string[]): FilterTest {
  const matches = anyWildcard(namespaces);
  return ({ kind, metadata }) =>
    matches((kind === "Namespace" ? metadata.name : metadata.namespace) ?? "");
}

function anyWildcard(patterns: readonly string[]): (text: string) => boolean {
  const tests = patterns.map((pattern) => compileWildcard(pattern));
  return (text) => tests.some((matches) => matches(text));
}

function compileAnnotations(wanted: Readonly<Record<string, string>>): FilterTest {
  const pairs = Object.entries(wanted).map(
    ([key, value]) => [compileWildcard(key), compileWildcard(value)] as const,
  );
  return (resource) => {
    const annotations = Object.entries(annotationsOf(resource));
    return pairs.every(([isKey, isValue]) =>
      annotations.some(([key, value]) => isKey(key) && isValue(value)),
    );
  };
}
