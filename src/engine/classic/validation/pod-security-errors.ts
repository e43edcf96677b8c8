import { isMapping } from "../../../manifest/path.ts";
import type { JsonObject } from "../../../manifest/resource.ts";
import { goQuote } from "../../../values/go-quote.ts";

/** Controls that look at containers, so that an exclusion has to name images. */
const OF_CONTAINERS = new Set([
  "Capabilities",
  "Privileged Containers",
  "/proc Mount Type",
  "Host Ports",
  "Privilege Escalation",
]);
/** Controls that look at the pod alone, so that an exclusion may not name images. */
const OF_PODS = new Set(["Host Namespaces", "HostPath Volumes", "Sysctls", "Volume Types"]);
/** Controls that only the restricted standard has. */
const RESTRICTED = new Set([
  "Volume Types",
  "Privilege Escalation",
  "Running as Non-root",
  "Running as Non-root user",
]);

/** What is wrong with the exclusions of a podSecurity rule: https://kyverno.io/docs/policy-types/cluster-policy/validate/#exemptions */
export function podSecurityErrors(
  podSecurity: JsonObject | undefined,
  path: string,
): readonly string[] {
  const exclude = podSecurity?.["exclude"];
  if (!Array.isArray(exclude)) return [];
  const level = podSecurity?.["level"];
  return exclude.flatMap((exclusion, index) => {
    if (!isMapping(exclusion)) return [];
    const name = String(exclusion["controlName"]);
    const place = `${path}.podSecurity.exclude[${index}].controlName: Invalid value: ${goQuote(name)}`;
    const fields = `${path}.podSecurity.exclude[${index}]`;
    const messages = [imagesError(name, exclusion["images"]), levelError(name, level)];
    return [
      ...messages.flatMap((message) => (message === undefined ? [] : [`${place}: ${message}`])),
      ...valuesErrors(exclusion, fields),
    ];
  });
}

function imagesError(name: string, images: unknown): string | undefined {
  const hasImages = Array.isArray(images) && images.length > 0;
  if (OF_CONTAINERS.has(name) && !hasImages)
    return "exclude.images must be specified for the container level control";
  if (OF_PODS.has(name) && hasImages)
    return "exclude.images must not be specified for the pod level control";
  return undefined;
}

/** A field is left out for certain values only. */
function valuesErrors(
  exclusion: Readonly<Record<string, unknown>>,
  path: string,
): readonly string[] {
  const { restrictedField = "", values } = exclusion;
  const hasValues = Array.isArray(values) && values.length > 0;
  if (restrictedField !== "" && !hasValues)
    return [`${path}.values: Forbidden: values is required`];
  if (restrictedField === "" && hasValues)
    return [`${path}.restrictedField: Forbidden: restrictedField is required`];
  return [];
}

function levelError(name: string, level: unknown): string | undefined {
  return level === "baseline" && RESTRICTED.has(name)
    ? "Invalid control name defined at the given level"
    : undefined;
}
