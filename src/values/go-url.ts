import { goJsonString } from "./go-json.ts";
import { goQuote } from "./go-quote.ts";
import { parseIpAddress } from "./ip-address.ts";
import { notParsed, parsed, type Parsed } from "./parsed.ts";

/** A URL as Go's net/url splits it; `rawPath` only where the default escaping of `path` would differ. */
export interface GoUrl {
  readonly scheme: string;
  readonly opaque: string;
  readonly user: boolean;
  readonly host: string;
  readonly path: string;
  readonly rawPath: string;
  /** The path as it stands in the URL, or escaped anew where that was not valid. */
  readonly escapedPath: string;
  readonly forceQuery: boolean;
  readonly rawQuery: string;
  readonly omitHost: boolean;
  readonly fragment: string;
  readonly rawFragment: string;
}

/** Parses a URL that `url.ParseRequestURI` and then `url.Parse` accept, with the error of the one that does not. */
export function parseRequestUrl(text: string): Parsed<GoUrl> {
  const request = parseUrl(text, true);
  if (!request.ok) return notParsed(`parse ${goQuote(text)}: ${request.error}`);
  return parseGoUrl(text);
}

/** Parses a URL as `url.Parse` does: a bare path is one as well. */
export function parseGoUrl(text: string): Parsed<GoUrl> {
  const [front, fragment] = cut(text, "#");
  const url = parseUrl(front, false);
  if (!url.ok) return notParsed(`parse ${goQuote(front)}: ${url.error}`);
  return withFragment(text, url.value, fragment);
}

function withFragment(text: string, url: GoUrl, fragment: string): Parsed<GoUrl> {
  if (fragment === "") return parsed(url);
  const decoded = unescape(fragment, "fragment");
  if (!decoded.ok) return notParsed(`parse ${goQuote(text)}: ${decoded.error}`);
  const rawFragment = escape(decoded.value, FRAGMENT) === fragment ? "" : fragment;
  return parsed({ ...url, fragment: decode(decoded.value), rawFragment });
}

/** What nearly every host looks like. */
const PLAIN_HOST = /^[A-Za-z0-9.-]+(?::\d*)?$/;

/** Whether a text is the whole authority of a URL, written as it is read: a host, maybe with a port. */
export function isUrlHost(text: string): boolean {
  if (PLAIN_HOST.test(text)) return true;
  // oxlint-disable-next-line no-control-regex -- these are what Go refuses
  if (/[#?@/\u0000-\u001f\u007f]/.test(text)) return false;
  const host = parseHost("", text);
  return host.ok && decode(host.value) === text;
}

/** The URL as encoding/json writes Go's url.URL; nothing of user and password shows. */
export function urlToJson(url: GoUrl): string {
  const fields = [
    ["Scheme", goJsonString(url.scheme)],
    ["Opaque", goJsonString(url.opaque)],
    ["User", url.user ? "{}" : "null"],
    ["Host", goJsonString(url.host)],
    ["Path", goJsonString(url.path)],
    ["Fragment", goJsonString(url.fragment)],
    ["RawQuery", goJsonString(url.rawQuery)],
    ["RawPath", goJsonString(url.rawPath)],
    ["RawFragment", goJsonString(url.rawFragment)],
    ["ForceQuery", String(url.forceQuery)],
    ["OmitHost", String(url.omitHost)],
  ];
  return `{${fields.map(([name, json]) => `"${name}":${json}`).join(",")}}`;
}

/** Host without port and brackets. */
export function hostnameOf({ host }: GoUrl): string {
  return splitHostPort(host)[0];
}

/** Port without colon; empty when there is none. */
export function portOf({ host }: GoUrl): string {
  return splitHostPort(host)[1];
}

/** Query parameters in the order of their first value; those that cannot be decoded are left out, as Go does. */
export function queryOf({ rawQuery }: GoUrl): ReadonlyMap<string, readonly string[]> {
  const query = new Map<string, string[]>();
  for (const pair of rawQuery.split("&")) {
    if (pair === "" || pair.includes(";")) continue;
    const [rawKey, rawValue] = cut(pair, "=");
    const key = unescape(rawKey, "query");
    const value = unescape(rawValue, "query");
    if (!key.ok || !value.ok) continue;
    const name = decode(key.value);
    const values = query.get(name) ?? [];
    values.push(decode(value.value));
    query.set(name, values);
  }
  return query;
}

const EMPTY: GoUrl = {
  scheme: "",
  opaque: "",
  user: false,
  host: "",
  path: "",
  rawPath: "",
  escapedPath: "",
  forceQuery: false,
  rawQuery: "",
  omitHost: false,
  fragment: "",
  rawFragment: "",
};

function parseUrl(text: string, viaRequest: boolean): Parsed<GoUrl> {
  // oxlint-disable-next-line no-control-regex -- these are what Go refuses
  if (/[\u0000-\u001f\u007f]/.test(text))
    return notParsed("net/url: invalid control character in URL");
  if (text === "" && viaRequest) return notParsed("empty url");
  if (text === "*") return parsed({ ...EMPTY, path: "*", escapedPath: "*" });
  const [rawScheme, afterScheme] = splitScheme(text);
  if (rawScheme === undefined) return notParsed("missing protocol scheme");
  const scheme = rawScheme.toLowerCase();
  const forceQuery = afterScheme.indexOf("?") === afterScheme.length - 1 && afterScheme !== "";
  const [rest, rawQuery] = cut(afterScheme, "?");
  const base = { ...EMPTY, scheme, forceQuery, rawQuery };
  if (!rest.startsWith("/")) {
    if (scheme !== "") return parsed({ ...base, opaque: rest });
    if (viaRequest) return notParsed("invalid URI for request");
    if (cut(rest, "/")[0].includes(":"))
      return notParsed("first path segment in URL cannot contain colon");
  }
  return parseHierarchy(base, rest, viaRequest);
}

function parseHierarchy(base: GoUrl, rest: string, viaRequest: boolean): Parsed<GoUrl> {
  const hasAuthority =
    rest.startsWith("//") && (base.scheme !== "" || (!viaRequest && !rest.startsWith("///")));
  if (!hasAuthority) {
    const omitHost = base.scheme !== "" && rest.startsWith("/");
    return withPath({ ...base, omitHost }, rest);
  }
  const slash = rest.indexOf("/", 2);
  const authority = slash === -1 ? rest.slice(2) : rest.slice(2, slash);
  const at = authority.lastIndexOf("@");
  const host = parseHost(base.scheme, authority.slice(at + 1));
  if (!host.ok) return host;
  const userError = at === -1 ? undefined : userinfoError(authority.slice(0, at));
  if (userError !== undefined) return notParsed(userError);
  return withPath(
    { ...base, user: at !== -1, host: decode(host.value) },
    slash === -1 ? "" : rest.slice(slash),
  );
}

function withPath(base: GoUrl, path: string): Parsed<GoUrl> {
  const decoded = unescape(path, "path");
  if (!decoded.ok) return decoded;
  const usual = escape(decoded.value, PATH);
  const rawPath = usual === path ? "" : path;
  const escapedPath = VALID_PATH.test(path) ? path : usual;
  return parsed({ ...base, path: decode(decoded.value), rawPath, escapedPath });
}

/** The scheme and what follows it; no scheme is an empty one, a leading colon an error. */
function splitScheme(text: string): [string | undefined, string] {
  if (text.startsWith(":")) return [undefined, ""];
  const scheme = /^([a-zA-Z][a-zA-Z\d+.-]*):/.exec(text)?.[1];
  return scheme === undefined ? ["", text] : [scheme, text.slice(scheme.length + 1)];
}

function userinfoError(text: string): string | undefined {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text)) return "net/url: invalid userinfo";
  for (const part of cut(text, ":")) {
    const decoded = unescape(part, "user");
    if (!decoded.ok) return decoded.error;
  }
  return undefined;
}

function parseHost(scheme: string, host: string): Parsed<string> {
  const open = host.lastIndexOf("[");
  if (open > 0) return notParsed("invalid IP-literal");
  if (open === 0) return parseIpLiteral(host);
  const first = host.indexOf(":");
  if (first !== -1) {
    const strict = scheme === "http" || scheme === "https";
    const port = host.slice(strict ? first : host.lastIndexOf(":"));
    if (!OPTIONAL_PORT.test(port)) return invalidPort(port);
  }
  return unescape(host, "host");
}

function parseIpLiteral(host: string): Parsed<string> {
  const close = host.lastIndexOf("]");
  if (close === -1) return notParsed("missing ']' in host");
  const port = host.slice(close + 1);
  if (!OPTIONAL_PORT.test(port)) return invalidPort(port);
  const literal = host.slice(1, close);
  const zoneAt = literal.indexOf("%25");
  const address = unescape(zoneAt === -1 ? literal : literal.slice(0, zoneAt), "host");
  if (!address.ok) return address;
  const zone = unescape(zoneAt === -1 ? "" : literal.slice(zoneAt), "zone");
  if (!zone.ok) return zone;
  const ip = parseIpAddress(decode(address.value + zone.value));
  if (!ip.ok) return notParsed(`invalid host: ${ip.error}`);
  if (ip.value.bits === 32) return notParsed("invalid IP-literal");
  return parsed(`[${address.value}${zone.value}]${port}`);
}

function invalidPort(port: string): { ok: false; error: string } {
  return notParsed(`invalid port ${goQuote(port)} after host`);
}

const OPTIONAL_PORT = /^(?::\d*)?$/;

function splitHostPort(host: string): [string, string] {
  const colon = host.lastIndexOf(":");
  const split = colon !== -1 && OPTIONAL_PORT.test(host.slice(colon));
  const name = split ? host.slice(0, colon) : host;
  const bare = name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
  return [bare, split ? host.slice(colon + 1) : ""];
}

type Part = "path" | "query" | "fragment" | "user" | "host" | "zone";

const PATH = /[A-Za-z0-9\-_.~$&+,/:;=@]/;
const FRAGMENT = /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/;
const HOST = /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/;
const VALID_PATH = /^(?:[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%])*$/;

/** Decodes percent escapes; the result is a byte string (one character a byte). */
function unescape(text: string, part: Part): Parsed<string> {
  const bytes = encode(text);
  let result = "";
  for (let index = 0; index < bytes.length; index += 1) {
    const character = bytes.charAt(index);
    if (character !== "%") {
      if ((part === "host" || part === "zone") && character < "\u0080" && !HOST.test(character))
        return notParsed(`invalid character ${goQuote(character)} in host name`);
      result += character === "+" && part === "query" ? " " : character;
      continue;
    }
    const escaped = bytes.slice(index, index + 3);
    if (!/^%[\da-fA-F]{2}$/.test(escaped) || isForbidden(escaped, part))
      return notParsed(`invalid URL escape ${goQuote(decode(escaped))}`);
    result += String.fromCodePoint(Number.parseInt(escaped.slice(1), 16));
    index += 2;
  }
  return parsed(result);
}

/** A host may escape only what is no ASCII, a zone only what it could also write. */
function isForbidden(escaped: string, part: Part): boolean {
  if (escaped === "%25") return false;
  const code = Number.parseInt(escaped.slice(1), 16);
  if (part === "host") return code < 0x80;
  return part === "zone" && code !== 0x20 && !HOST.test(String.fromCodePoint(code));
}

function escape(bytes: string, allowed: RegExp): string {
  let result = "";
  for (const character of bytes) {
    result += allowed.test(character)
      ? character
      : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return result;
}

// oxlint-disable-next-line no-control-regex -- all of ASCII
const ASCII = /^[\u0000-\u007f]*$/;

/** UTF-8 as a byte string. */
function encode(text: string): string {
  if (ASCII.test(text)) return text;
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

function decode(bytes: string): string {
  if (ASCII.test(bytes)) return bytes;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    Uint8Array.from(bytes, (character) => character.charCodeAt(0)),
  );
}

/** Text before and behind the first separator. */
function cut(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}
