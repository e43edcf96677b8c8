import { randomMatch } from "../../values/random-match.ts";
import { hostOverload, type CelLibrary } from "../define-functions.ts";
import type { CelHost } from "../host.ts";
import { CelError, type CelResult } from "../values.ts";
import { compileRegex } from "./regex-cache.ts";

const DEFAULT_PATTERN = "[0-9a-z]{8}";

/** Kyverno's `random`: a text that matches the pattern. */
export const randomLibrary: CelLibrary = {
  name: "kyverno.random",
  functions: ["random", "random.random"].flatMap((name) => [
    hostOverload(null, name, ["string"], "string", generate),
    hostOverload(null, name, [], "string", (host) => generate(host, DEFAULT_PATTERN)),
  ]),
};

function generate(host: CelHost, pattern: string): CelResult {
  const regex = compileRegex(pattern);
  if (regex instanceof CelError) return regex;
  return randomMatch(regex, host.random) ?? new CelError("no text matches the pattern");
}
