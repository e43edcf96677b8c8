/** The API resource an object belongs to: how it is addressed, not how it is written. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly subresource?: string;
}
