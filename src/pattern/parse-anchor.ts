/** What an anchor around a pattern's key asks for: https://kyverno.io/docs/policy-types/cluster-policy/validate/#anchors */
export type Anchor = "condition" | "global" | "equality" | "existence" | "negation" | "addIfAbsent";

export interface AnchoredKey {
  readonly anchor: Anchor | undefined;
  readonly key: string;
}

const ANCHORED = /^(?<modifier>[+<=X^])?\((?<key>.+)\)$/u;
const BY_MODIFIER: Readonly<Record<string, Anchor>> = {
  "": "condition",
  "<": "global",
  "=": "equality",
  "^": "existence",
  X: "negation",
  "+": "addIfAbsent",
};

/** Splits `=(key)` into its anchor and its key; a plain key has no anchor. */
export function parseAnchor(text: string): AnchoredKey {
  const groups = ANCHORED.exec(text.trim())?.groups;
  if (groups === undefined) return { anchor: undefined, key: text };
  return { anchor: BY_MODIFIER[groups["modifier"] ?? ""], key: groups["key"] ?? "" };
}

/** The same anchor around another key. */
export function withKey(text: string, key: string): string {
  const groups = ANCHORED.exec(text.trim())?.groups;
  return groups === undefined ? key : `${groups["modifier"] ?? ""}(${key})`;
}
