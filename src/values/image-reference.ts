import { isUrlHost } from "./go-url.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";

/** An image reference as go-containerregistry's name.ParseReference reads it, without strict checks. */
export interface ImageReference {
  readonly text: string;
  readonly registry: string;
  /** With `library/` before a bare name on Docker Hub. */
  readonly repository: string;
  /** `latest` when there is neither tag nor digest; empty for a digest without tag. */
  readonly tag: string;
  /** `sha256:…`, or empty. */
  readonly digest: string;
}

const DEFAULT_REGISTRY = "index.docker.io";
const TAG = /^[A-Za-z0-9_\-.]{1,128}$/;
const REPOSITORY = /^[a-z0-9_\-./]{2,255}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Parses `[registry/]repository[:tag][@digest]`. */
export function parseImageReference(text: string): Parsed<ImageReference> {
  const reference = parseTagged(text) ?? parseDigest(text);
  return reference === undefined
    ? notParsed(`could not parse reference: ${text}`)
    : parsed({ text, ...reference });
}

/** What tells images of a repository apart: tag, digest, or `tag@digest`. */
export function identifierOf({ tag, digest }: ImageReference): string {
  if (digest === "") return tag;
  return tag === "" ? digest : `${tag}@${digest}`;
}

type Parts = Omit<ImageReference, "text">;

function parseTagged(text: string): Parts | undefined {
  const colon = text.lastIndexOf(":");
  // A colon before the last slash belongs to the registry's port.
  const hasTag = colon !== -1 && !text.slice(colon).includes("/");
  const tag = hasTag ? text.slice(colon + 1) : "";
  if (hasTag && !TAG.test(tag)) return undefined;
  const repository = parseRepository(hasTag ? text.slice(0, colon) : text);
  return repository && { ...repository, tag: tag === "" ? "latest" : tag, digest: "" };
}

function parseDigest(text: string): Parts | undefined {
  const [base, digest, ...more] = text.split("@");
  if (base === undefined || digest === undefined || more.length > 0) return undefined;
  if (!DIGEST.test(digest)) return undefined;
  const tagged = parseTagged(base);
  if (tagged === undefined) return undefined;
  const hasTag = base.lastIndexOf(":") > base.lastIndexOf("/");
  return { ...tagged, tag: hasTag ? tagged.tag : "", digest };
}

function parseRepository(text: string): { registry: string; repository: string } | undefined {
  const slash = text.indexOf("/");
  const first = slash === -1 ? "" : text.slice(0, slash);
  const named = /[.:]/.test(first) || first === "localhost";
  const path = named ? text.slice(slash + 1) : text;
  if (!REPOSITORY.test(path)) return undefined;
  const registry = registryName(named ? first : "");
  if (registry === undefined) return undefined;
  const implicit = registry === DEFAULT_REGISTRY && !path.includes("/");
  return { registry, repository: implicit ? `library/${path}` : path };
}

function registryName(text: string): string | undefined {
  if (text === "" || text === "docker.io") return DEFAULT_REGISTRY;
  return isUrlHost(text) ? text : undefined;
}
