import type { CelHost } from "../cel/host.ts";
import { CelError, type CelResult, type CelValue } from "../cel/values.ts";
import { findApiResource } from "../manifest/api-kinds.ts";
import type { Resource } from "../manifest/resource.ts";
import { withIntegers } from "./expressions/with-integers.ts";
import { offlineHttp } from "./offline-http.ts";

/** What an offline run knows of the world besides objects. */
export interface OfflineHostOptions {
  /** What `image.GetMetadata` answers, by the exact reference. */
  readonly images?: Readonly<Record<string, CelValue>>;
  /** What `globalContext.Get` answers, by the entry's name. */
  readonly globalContext?: Readonly<Record<string, CelValue>>;
  /** What `http.Get` and `http.Post` answer, by `METHOD:URL` or the URL; every other call fails. */
  readonly httpResponses?: Readonly<Record<string, CelValue>>;
  /** Nanoseconds since the epoch; the clock when left out. */
  readonly now?: () => bigint;
  /** A number in [0, 1). */
  readonly random?: () => number;
}

type Make = () => CelValue;
/** The objects of one resource by namespace and name, as values that are made when first asked for. */
type Namespaces = Map<string, Map<string, Make>>;

/**
 * A world of the given objects, as the Kyverno CLI imagines one from its context file: the namespace must be exact (empty
 * for cluster-scoped objects), label selectors are not looked at, what is not there is null, listing a resource that no
 * object has is an error, and whole numbers are ints.
 */
export function offlineHost(
  resources: readonly Resource[],
  options: OfflineHostOptions = {},
): CelHost {
  const objects = indexByResource(resources);
  const { images = {}, globalContext = {}, httpResponses = {} } = options;
  return {
    getResource: (apiVersion, plural, namespace, name) =>
      objects.get(`${apiVersion}/${plural}`)?.get(namespace)?.get(name)?.() ?? null,
    listResources: (apiVersion, plural, namespace) => {
      const namespaces = objects.get(`${apiVersion}/${plural}`);
      if (namespaces === undefined) {
        return new CelError(`${groupResource(apiVersion, plural)} resource not found`);
      }
      return { items: [...(namespaces.get(namespace)?.values() ?? [])].map((make) => make()) };
    },
    getImageData: (reference) =>
      own(images, reference) ??
      new CelError(`image data for ${reference} not found in the context`),
    getGlobalContext: (name, projection) => project(name, own(globalContext, name), projection),
    sendHttp: offlineHttp(httpResponses),
    now: options.now ?? (() => BigInt(Date.now()) * 1_000_000n),
    random: options.random ?? Math.random,
  };
}

function indexByResource(resources: readonly Resource[]): ReadonlyMap<string, Namespaces> {
  const objects = new Map<string, Namespaces>();
  for (const resource of resources) {
    const { plural } = findApiResource(resource.apiVersion, resource.kind);
    const key = `${resource.apiVersion}/${plural}`;
    const namespaces = objects.get(key) ?? new Map<string, Map<string, Make>>();
    const namespace = resource.metadata.namespace ?? "";
    const names = namespaces.get(namespace) ?? new Map<string, Make>();
    names.set(resource.metadata.name ?? "", once(resource));
    objects.set(key, namespaces.set(namespace, names));
  }
  return objects;
}

function once(resource: Resource): Make {
  let value: CelValue | undefined;
  return () => (value ??= withIntegers(resource));
}

function own(map: Readonly<Record<string, CelValue>>, key: string): CelValue | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** `deployments.apps`, or just the plural in the core group. */
function groupResource(apiVersion: string, plural: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? plural : `${plural}.${apiVersion.slice(0, slash)}`;
}

/** An entry that does not exist is null; a projection must be one of the entry's fields. */
function project(name: string, entry: CelValue | undefined, projection: string): CelResult {
  if (entry === undefined) return null;
  if (projection === "") return entry;
  const missing = `projection "${projection}" not found in global context entry "${name}"`;
  if (!isMap(entry)) return new CelError(`${missing}: stored value is not an object`);
  return own(entry, projection) ?? new CelError(missing);
}

function isMap(value: CelValue): value is Readonly<Record<string, CelValue>> {
  if (typeof value !== "object" || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}
