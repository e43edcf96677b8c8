import { controlOf } from "./controls.ts";
import type { FailedCheck } from "./run-checks.ts";

/** A standard as a rule names it. */
export interface Standard {
  readonly level: string;
  readonly version: string;
}

/** The properties that Kyverno's reports carry for violated standards; none where nothing is violated. */
export function podSecurityProperties(
  { level, version }: Standard,
  failed: readonly FailedCheck[],
): Readonly<Record<string, string>> {
  if (failed.length === 0) return {};
  const controls = failed.map(({ id, detail }) => ({
    ID: id,
    Name: controlOf(id),
    Images: imagesIn(detail()),
  }));
  return {
    standard: level,
    version,
    controls: controls.map(({ ID }) => ID).join(","),
    controlsJSON: JSON.stringify(controls),
  };
}

const CONTAINER_NAMES = /containers?\s*(.*?)\s*must/;

/**
 * Kyverno reads the containers out of the detail's text. It would put their images in place of the names, but reads images
 * only for rules that ask for them.
 */
function imagesIn(detail: string): readonly string[] | null {
  const names = CONTAINER_NAMES.exec(detail)?.[1];
  return names === undefined ? null : names.replaceAll(/[" ]/g, "").split(",");
}
