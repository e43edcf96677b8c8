import { isMapping } from "../../../manifest/path.ts";
import type { Resource } from "../../../manifest/resource.ts";
import { parseImageInfo } from "../../../values/image-info.ts";
import { Failure } from "../failure.ts";

const CONTAINER_LISTS = ["initContainers", "containers", "ephemeralContainers"] as const;

/** Where a kind keeps its pod's spec. */
const POD_SPECS: ReadonlyMap<string, readonly string[]> = new Map([
  ["Pod", ["spec"]],
  ["DaemonSet", ["spec", "template", "spec"]],
  ["Deployment", ["spec", "template", "spec"]],
  ["ReplicaSet", ["spec", "template", "spec"]],
  ["ReplicationController", ["spec", "template", "spec"]],
  ["StatefulSet", ["spec", "template", "spec"]],
  ["Job", ["spec", "template", "spec"]],
  ["CronJob", ["spec", "jobTemplate", "spec", "template", "spec"]],
]);

/**
 * The context's `images`: by list and container name, each image's parts (Kyverno's ImageInfo). Undefined where there are
 * none, a `Failure` where one can't be read.
 */
export function imageContext(resource: Resource | null): unknown {
  const path = resource === null ? undefined : POD_SPECS.get(resource.kind);
  if (path === undefined) return undefined;
  const lists: Record<string, unknown> = {};
  for (const list of CONTAINER_LISTS) {
    const images = imagesOf(resource, [...path, list]);
    if (images instanceof Failure) return images;
    if (images !== undefined) lists[list] = images;
  }
  return Object.keys(lists).length === 0 ? undefined : lists;
}

function imagesOf(
  resource: unknown,
  path: readonly string[],
): Readonly<Record<string, unknown>> | Failure | undefined {
  let found = resource;
  for (const key of path) found = isMapping(found) ? found[key] : undefined;
  if (!Array.isArray(found)) return undefined;
  const images: (readonly [string, unknown])[] = [];
  for (const [index, container] of found.entries()) {
    const image = imageOf(container, `/${path.join("/")}/${index}/image`);
    if (image instanceof Failure) return image;
    if (image !== undefined) images.push(image);
  }
  return images.length === 0 ? undefined : Object.fromEntries(images);
}

function imageOf(
  container: unknown,
  jsonPointer: string,
): readonly [string, unknown] | Failure | undefined {
  if (!isMapping(container)) return new Failure("invalid image config");
  const { name, image } = container;
  if (typeof name !== "string") return new Failure("invalid key");
  if (typeof image !== "string" || image.trim() === "") return undefined;
  const info = parseImageInfo(image);
  if (!info.ok) return new Failure(`invalid image '${image}' (${info.error})`);
  const { registry, tag, digest, ...rest } = info.value;
  return [
    name,
    {
      ...rest,
      ...(registry !== "" && { registry }),
      ...(tag !== "" && { tag }),
      ...(digest !== "" && { digest }),
      jsonPointer,
    },
  ];
}
