import type { ApiResource } from "../../../manifest/api-resource.ts";
import { compileWildcard } from "../../../values/wildcard.ts";

/** What one entry of `kinds` selects; each part may have wildcards. An empty subresource is the object itself. */
export interface KindSelector {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly subresource: string;
}

/** Kyverno knows one digit only: `v10` is taken for a group or a kind. */
const VERSION = /^(?:v\d(?:(?:alpha|beta)\d)?|\*)$/;

/** Reads `Kind`, `version/Kind`, `group/version/Kind` and each with `/subresource` or `.subresource` (Kyverno's ParseKindSelector). */
export function parseKindSelector(text: string): KindSelector {
  const slashed = text.split("/");
  const parts = [...slashed.slice(0, -1), ...(slashed.at(-1) ?? "").split(".")];
  const [first = "", second = "", third = "", fourth = ""] = parts;
  switch (parts.length) {
    case 1:
      return selector("*", "*", first, "");
    case 2:
      return parsePair(first, second);
    case 3:
      return VERSION.test(first)
        ? selector("*", first, second, third)
        : selector(first, second, third, "");
    case 4:
      return selector(first, second, third, fourth);
    default:
      return selector("", "", "", "");
  }
}

function parsePair(first: string, second: string): KindSelector {
  if (first === "*" && second === "*") return selector("*", "*", "*", "*");
  const isSubresource = !VERSION.test(first) || (first === "*" && second.toLowerCase() === second);
  return isSubresource ? selector("*", "*", first, second) : selector("*", first, second, "");
}

function selector(group: string, version: string, kind: string, subresource: string): KindSelector {
  return { group, version, kind, subresource };
}

/** Whether some entry of `kinds` selects the API resource. Ephemeral containers belong to their pods even where only these are named. */
export function compileKindSelectors(kinds: readonly string[]): (resource: ApiResource) => boolean {
  const tests = kinds.map((kind) => compileKindSelector(parseKindSelector(kind)));
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (resource) => tests.some((matches) => matches(resource));
}

function compileKindSelector(parts: KindSelector): (resource: ApiResource) => boolean {
  const group = compileWildcard(parts.group);
  const version = compileWildcard(parts.version);
  const kind = compileWildcard(parts.kind);
  const subresource = compileWildcard(parts.subresource);
  return (resource) =>
    kind(resource.kind) &&
    group(resource.group) &&
    version(resource.version) &&
    (subresource(resource.subresource ?? "") || isEphemeralContainers(resource));
}

function isEphemeralContainers({ group, version, kind, subresource }: ApiResource): boolean {
  return (
    subresource === "ephemeralcontainers" && kind === "Pod" && version === "v1" && group === ""
  );
}
