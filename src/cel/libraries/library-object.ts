import { CelError, type CelObject } from "../values.ts";
import { OpaqueValue } from "./opaque-value.ts";

/** The value of a name such as `json` or `resource` that exists to have methods. */
export class LibraryObject extends OpaqueValue {
  readonly typeName: string;
  constructor(typeName: string) {
    super();
    this.typeName = typeName;
  }
  equals(other: CelObject): boolean {
    return other === this;
  }
  toJsonText(): CelError {
    return new CelError(`json: unsupported type: ${this.typeName}`);
  }
}
