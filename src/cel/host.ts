import type { CelResult } from "./values.ts";

/**
 * What expressions may ask of the world. Every answer is synchronous: a value, an error in Kyverno's words, or a
 * `CelPending` that names what must be fetched first. An error says only what went wrong (`nopes resource not found`);
 * the library puts its own words before it (`failed to list resource: `).
 */
export interface CelHost {
  /** `resource.Get`: the object, or null when there is none. An empty namespace means cluster-scoped. */
  readonly getResource: (
    apiVersion: string,
    plural: string,
    namespace: string,
    name: string,
  ) => CelResult;
  /** `resource.List`: an object with `items`. */
  readonly listResources: (
    apiVersion: string,
    plural: string,
    namespace: string,
    labels: Readonly<Record<string, string>>,
  ) => CelResult;
  /** `image.GetMetadata`. */
  readonly getImageData: (reference: string) => CelResult;
  /** `globalContext.Get`; an empty projection means the whole entry. */
  readonly getGlobalContext: (name: string, projection: string) => CelResult;
  /** `http.Get` and `http.Post`. */
  readonly sendHttp: (request: {
    readonly method: "GET" | "POST";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly caBundle?: string;
  }) => CelResult;
  /** The current time in nanoseconds since the epoch. */
  readonly now: () => bigint;
  /** A number in [0, 1). */
  readonly random: () => number;
}
