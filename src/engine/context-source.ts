import type { Json } from "../manifest/resource.ts";

/** What an outside source answers: a value, an error in Kyverno's words, what must be fetched first, or that it is off. */
export type ContextAnswer =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "pending"; readonly lookup: unknown }
  /** The entry counts as not written: Kyverno's CLI has no such source, a values file may stand in. */
  | { readonly kind: "disabled" };

/** A call as a rule's `apiCall` entry writes it, with its variables filled in. */
export interface ApiCall {
  readonly entry: string;
  readonly method: string;
  readonly urlPath?: string;
  readonly service?: Json;
  readonly data: readonly { readonly key: string; readonly value: unknown }[];
}

/**
 * Where classic rules' context entries come from. Everything is synchronous; a source that is left out is off, as all
 * are in the Kyverno CLI without a cluster.
 */
export interface ContextSource {
  readonly getConfigMap?: (name: string, namespace: string) => ContextAnswer;
  readonly callApi?: (call: ApiCall) => ContextAnswer;
  readonly getGlobalReference?: (name: string) => ContextAnswer;
  readonly getImageData?: (reference: string) => ContextAnswer;
}
