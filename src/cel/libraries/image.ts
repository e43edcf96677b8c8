import {
  identifierOf,
  parseImageReference,
  type ImageReference,
} from "../../values/image-reference.ts";
import { overload, type CelFunction, type CelLibrary } from "../define-functions.ts";
import { CelError, type CelObject, type CelResult } from "../values.ts";
import { OpaqueValue } from "./opaque-value.ts";

const TYPE = "kyverno.image";

/** An image reference as a CEL value; two are equal only when written alike. */
export class CelImage extends OpaqueValue {
  readonly typeName = TYPE;
  readonly reference: ImageReference;
  constructor(reference: ImageReference) {
    super();
    this.reference = reference;
  }
  equals(other: CelObject): boolean {
    return other instanceof CelImage && other.reference.text === this.reference.text;
  }
  toJsonText(): string {
    return JSON.stringify(this.reference.text);
  }
}

// oxfmt-ignore
/** Kyverno's image functions. */
export const imageLibrary: CelLibrary = {
  name: "kyverno.image",
  functions: [
    overload(null, "parseImageReference", ["string"], TYPE,   parse),
    overload(null, "image",               ["string"], TYPE,   parse),
    overload(null, "isImage",             ["string"], "bool", (text: string) => parseImageReference(text).ok),
    overload(TYPE, "containsDigest",      [],         "bool", ({ reference }: CelImage) => reference.digest !== ""),
    part("registry", ({ registry }) => registry),
    part("repository", ({ repository }) => repository),
    part("tag", ({ tag }) => tag),
    part("digest", ({ digest }) => digest),
    part("identifier", identifierOf),
    part("identifierWithSeparator", ({ tag, digest }) => (digest === "" ? `:${tag}` : `@${digest}`)),
  ],
};

function part(name: string, read: (reference: ImageReference) => string): CelFunction {
  return overload(TYPE, name, [], "string", ({ reference }: CelImage) => read(reference));
}

function parse(text: string): CelResult {
  const reference = parseImageReference(text);
  return reference.ok ? new CelImage(reference.value) : new CelError(reference.error);
}
