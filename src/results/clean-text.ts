/** Escape sequences a terminal would obey: CSI, OSC and the two-character ones (ECMA-48). */
// oxlint-disable-next-line no-control-regex
const ANSI = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/gu;

/**
 * Characters that steer what a reader sees instead of being seen: C0 and C1 controls except tab and newline, bidi
 * controls, zero-width and other invisible format characters, tags, lone surrogates.
 */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex no-misleading-character-class
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E01EF}\p{Cs}]/gu;

/** Characters kept of a name, a message or another string that came from a cluster or a manifest. */
export const MAX_TEXT = 500;

/** Text from a cluster or a manifest made safe to show: control, ANSI and bidi characters stripped, cut at `limit` characters. */
export function cleanText(text: string, limit: number = MAX_TEXT): string {
  const clean = text.replace(ANSI, "").replaceAll("\r\n", "\n").replace(INVISIBLE, "");
  if (clean.length <= limit) return clean;
  return `${clean.slice(0, Math.max(0, limit - 1)).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}
