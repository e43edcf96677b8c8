import {
  CHOMPING_MODE,
  EVENT_ID,
  SCALAR_STYLE,
  YAMLException,
  constructFromEvents,
  parseEvents,
  type Event,
} from "js-yaml";
import { MAX_EXPANDED_NODES, expandedSize } from "./expanded-size.ts";
import { explainYamlError } from "./explain-yaml-error.ts";
import { withoutMerge, type GoSchema, type YamlNotes } from "./go-schema.ts";
import { MAX_DEPTH } from "./placed-tree.ts";

/** A document's value, `doubtful` when a second pass has to look for what reads otherwise than it looks; or why there is none, and at which offset. */
export type ReadYaml =
  | { readonly ok: true; readonly value: unknown; readonly doubtful: boolean }
  | { readonly ok: false; readonly message: string; readonly hint?: string; readonly at: number };

/** Reads one document with js-yaml and Go's schema. The value is undefined for an empty document. */
export function readYaml(text: string, { schema, notes, forget }: GoSchema): ReadYaml {
  forget();
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH });
    stripUnendedBlock(events, text);
    const [value] = constructFromEvents(events, {
      source: text,
      schema,
      json: true,
      maxTotalMergeKeys: -1,
    });
    const sharesNodes = notes.mergedKeys > 0 || events.some(({ type }) => type === EVENT_ID.ALIAS);
    const tooMuch = sharesNodes ? refuseExpansion(value) : undefined;
    return tooMuch ?? { ok: true, value: withoutMerge(value), doubtful: isDoubtful(notes) };
  } catch (error) {
    if (error instanceof YAMLException) {
      return { ok: false, ...explainYamlError(error), at: error.mark?.position ?? 0 };
    }
    throw error;
  }
}

/** A block scalar at the end of a text without a final line break has none either in Go; js-yaml adds one. */
function stripUnendedBlock(events: readonly Event[], text: string): void {
  if (text.slice(text.lastIndexOf("\n") + 1).trim() === "") return;
  const last = events.findLast(({ type }) => type !== EVENT_ID.POP);
  if (last?.type !== EVENT_ID.SCALAR) return;
  if (last.style === SCALAR_STYLE.LITERAL_BLOCK || last.style === SCALAR_STYLE.FOLDED_BLOCK) {
    last.chomping = CHOMPING_MODE.STRIP;
  }
}

function isDoubtful({ duplicateKey, largeInteger, notFinite }: YamlNotes): boolean {
  return duplicateKey || largeInteger || notFinite;
}

function refuseExpansion(value: unknown): ReadYaml | undefined {
  const size = expandedSize(value);
  if (typeof size === "number") return undefined;
  const message =
    size === "cycle"
      ? "an anchor's value contains an alias of itself"
      : `the aliases expand to more than ${MAX_EXPANDED_NODES} further nodes`;
  return { ok: false, message, hint: "write the values out", at: 0 };
}
