import type { CelValue } from "../../cel/values.ts";
import type { Document } from "../../manifest/document.ts";
import { formatProblem } from "../../manifest/problem.ts";
import type { Resource } from "../../manifest/resource.ts";
import { resourcesOf } from "../../manifest/resources-of.ts";
import { UserError } from "../../manifest/user-error.ts";
import { decodeStrict, isObject, type Shape } from "./decode-strict.ts";

const CONTEXT_FILE = {
  fields: {
    apiVersion: "string",
    kind: "string",
    metadata: "any",
    spec: {
      fields: {
        resources: { list: "any" },
        images: {
          list: {
            fields: {
              image: "string",
              resolvedImage: "string",
              registry: "string",
              repository: "string",
              tag: "string",
              digest: "string",
              imageIndex: "any",
              manifest: "any",
              config: "any",
            },
          },
        },
      },
    },
  },
} as const satisfies Shape;

/** What CEL policies may look up besides the resource under test. */
export interface Context {
  readonly resources: readonly Resource[];
  /** By the exact reference. */
  readonly images: Readonly<Record<string, CelValue>>;
}

/** Nothing to look up. */
export const EMPTY_CONTEXT: Context = { resources: [], images: {} };

/** Reads a `cli.kyverno.io` Context file: objects for `resource.*` and data for `image.GetMetadata`. */
export function decodeContextFile(document: Document): Context {
  const { spec = {} } = decodeStrict(document, CONTEXT_FILE);
  const images = (spec.images ?? []).map(
    (image) => [image.image ?? "", definedFields(image)] as const,
  );
  return {
    resources: objectsAt(document, "resources"),
    images: Object.fromEntries(images),
  };
}

const CLUSTER_RESOURCE_FILE = {
  fields: {
    apiVersion: "string",
    kind: "string",
    metadata: "any",
    spec: { fields: { crds: { list: "string" }, resources: { list: "any" } } },
  },
} as const satisfies Shape;

/** What an imagined cluster holds. */
export interface ClusterResources {
  /** Paths of custom resource definitions. */
  readonly crds: readonly string[];
  readonly resources: readonly Resource[];
}

/** Reads a `cli.kyverno.io` ClusterResource file. */
export function decodeClusterResourceFile(document: Document): ClusterResources {
  const { spec } = decodeStrict(document, CLUSTER_RESOURCE_FILE);
  return { crds: spec?.crds ?? [], resources: objectsAt(document, "resources") };
}

function objectsAt(document: Document, field: string): readonly Resource[] {
  const spec = isObject(document.value) ? document.value["spec"] : undefined;
  const values = isObject(spec) ? spec[field] : undefined;
  if (!Array.isArray(values)) return [];
  const items: readonly Document[] = values.map((value: Document["value"], index) => ({
    ...document,
    value,
    locate: (path, part) => document.locate(["spec", field, index, ...path], part),
  }));
  const { resources, problems } = resourcesOf(items);
  if (problems.length > 0)
    throw new UserError(problems.map((problem) => formatProblem(problem)).join("\n"));
  return resources.map(({ resource }) => resource);
}

function definedFields(image: Readonly<Record<string, CelValue | undefined>>): CelValue {
  const entries = Object.entries(image).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(entries);
}
