import { CelObject, type CelError } from "../values.ts";

/** A library's own kind of value, such as a quantity. */
export abstract class OpaqueValue extends CelObject {
  /** What `json.marshal` makes of it: JSON, as Go's encoding/json writes the Go value behind it. */
  abstract toJsonText(): string | CelError;
}
