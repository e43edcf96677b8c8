import { overload, type CelLibrary } from "../define-functions.ts";
import { goJsonString } from "../../values/go-json.ts";
import { LazyObject } from "../lazy-object.ts";
import type { CelObject } from "../values.ts";

const TYPE = "user.ServiceAccount";
const PREFIX = "system:serviceaccount:";

/** Name and namespace of a service account; an empty one reads as empty, but `has()` does not see it. */
export class ServiceAccount extends LazyObject {
  override readonly typeName = TYPE;
  readonly name: string;
  readonly namespace: string;
  constructor(name: string, namespace: string) {
    super({ Name: () => name, Namespace: () => namespace });
    this.name = name;
    this.namespace = namespace;
  }
  override has(field: string): boolean {
    return super.has(field) && super.get(field) !== "";
  }
  override equals(other: CelObject): boolean {
    return (
      other instanceof ServiceAccount &&
      other.name === this.name &&
      other.namespace === this.namespace
    );
  }
  /** What `json.marshal` makes of it. */
  toJsonText(): string {
    const fields = Object.entries({ name: this.name, namespace: this.namespace });
    const present = fields.filter(([, value]) => value !== "");
    return `{${present.map(([name, value]) => `"${name}":${goJsonString(value)}`).join(",")}}`;
  }
}

/** Kyverno's `parseServiceAccount`: name and namespace of a user name such as `system:serviceaccount:ns:name`; both empty for any other. */
export const userLibrary: CelLibrary = {
  name: "kyverno.user",
  functions: ["parseServiceAccount", "user.parseServiceAccount"].map((name) =>
    overload(null, name, ["string"], TYPE, parse),
  ),
  objectTypes: [
    {
      name: TYPE,
      fields: {
        Name: { kind: "primitive", name: "string" },
        Namespace: { kind: "primitive", name: "string" },
      },
    },
  ],
};

function parse(user: string): ServiceAccount {
  const rest = user.startsWith(PREFIX) ? user.slice(PREFIX.length) : "";
  const colon = rest.indexOf(":");
  return colon === -1
    ? new ServiceAccount("", "")
    : new ServiceAccount(rest.slice(colon + 1), rest.slice(0, colon));
}
