import { notParsed, parsed, type Parsed } from "./parsed.ts";

/** An image as Kyverno's classic policies see it (`images.containers.NAME`); parts that are not there are empty. */
export interface ImageInfo {
  readonly registry: string;
  /** The last part of the path. */
  readonly name: string;
  readonly path: string;
  /** `latest` when there is neither tag nor digest. */
  readonly tag: string;
  readonly digest: string;
  /** With the digest where there is one, else with the tag. */
  readonly reference: string;
  readonly referenceWithTag: string;
}

const DEFAULT_REGISTRY = "docker.io";
const LONGEST_PATH = 255;

const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const DOMAIN = String.raw`(?:${LABEL}(?:\.${LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?`;
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const PATH = `${COMPONENT}(?:/${COMPONENT})*`;
const TAG = String.raw`\w[\w.-]{0,127}`;
const DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
/** The grammar of distribution's package reference. */
const REFERENCE = new RegExp(`^((?:${DOMAIN}/)?${PATH})(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const NAME = new RegExp(`^(?:(${DOMAIN})/)?(${PATH})$`);

/** Digits of the digests that Go knows. */
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** Parses an image as Kyverno does: Docker Hub is the registry of a name that shows none. Errors are distribution's. */
export function parseImageInfo(image: string): Parsed<ImageInfo> {
  const full = withRegistry(image);
  const info = parseReference(full);
  if (info.ok) return info;
  const settings = `defaultRegistry: ${DEFAULT_REGISTRY}, enableDefaultRegistryMutation: true`;
  return notParsed(`bad image: ${full}, ${settings}: ${info.error}`);
}

function withRegistry(image: string): string {
  const slash = image.indexOf("/");
  const first = image.slice(0, Math.max(slash, 0));
  const isRegistry = /[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first;
  return isRegistry ? image : `${DEFAULT_REGISTRY}/${image}`;
}

function parseReference(text: string): Parsed<ImageInfo> {
  const match = matchReference(text);
  if (match === null) return notParsed(grammarError(text));
  const [, fullName = "", written = "", digest = ""] = match;
  const [, registry = "", path = fullName] = NAME.exec(fullName) ?? [];
  if (path.length > LONGEST_PATH)
    return notParsed(`repository name must not be more than ${LONGEST_PATH} characters`);
  const error = digestError(digest);
  if (error !== undefined) return notParsed(error);
  const tag = written === "" && digest === "" ? "latest" : written;
  return parsed(describe({ registry, path, tag, digest }));
}

function grammarError(text: string): string {
  return matchReference(text.toLowerCase()) === null
    ? "invalid reference format"
    : "repository name must be lowercase";
}

/** Longer than any reference can be; the grammar is read by a backtracking engine. */
const LONGEST = 4096;

function matchReference(text: string): RegExpExecArray | null {
  return text.length > LONGEST ? null : REFERENCE.exec(text);
}

function describe(parts: Pick<ImageInfo, "registry" | "path" | "tag" | "digest">): ImageInfo {
  const { registry, path, tag, digest } = parts;
  const repository = registry === "" ? path : `${registry}/${path}`;
  return {
    ...parts,
    name: path.slice(path.lastIndexOf("/") + 1),
    reference: digest === "" ? `${repository}:${tag}` : `${repository}@${digest}`,
    referenceWithTag: `${repository}:${tag}`,
  };
}

function digestError(digest: string): string | undefined {
  if (digest === "") return undefined;
  const colon = digest.indexOf(":");
  const algorithm = digest.slice(0, colon);
  const encoded = digest.slice(colon + 1);
  const length = Object.hasOwn(DIGEST_LENGTHS, algorithm) ? DIGEST_LENGTHS[algorithm] : undefined;
  if (length === undefined)
    return /[+._-]$|^[^a-z0-9]/.test(algorithm) || /[A-Z]/.test(algorithm)
      ? "invalid checksum digest format"
      : "unsupported digest algorithm";
  if (encoded.length !== length) return "invalid checksum digest length";
  return /^[a-f0-9]+$/.test(encoded) ? undefined : "invalid checksum digest format";
}
