import { listFrame, parseObject } from "../../manifest/list-frame.ts";
import { objectAt, textAt } from "../json-fields.ts";

/** What a page says of itself. */
export interface ListHead {
  /** Kind of the list, such as PodList. */
  readonly listKind: string;
  /** Token of the next page; undefined on the last one. */
  readonly next: string | undefined;
  /** Objects behind this page, where the server knows. */
  readonly remaining: number | undefined;
}

/** Reads a list's kind and continue token without parsing its items, wherever they stand. Undefined for what is no list. */
export function peekList(json: Buffer): ListHead | undefined {
  const list = listFrame(json)?.list ?? parseObject(json.toString("utf8"));
  if (list === undefined || !Object.hasOwn(list, "items")) return undefined;
  const metadata = objectAt(list, "metadata");
  const next = textAt(metadata, "continue");
  const remaining = metadata["remainingItemCount"];
  return {
    listKind: textAt(list, "kind"),
    next: next === "" ? undefined : next,
    remaining: typeof remaining === "number" ? remaining : undefined,
  };
}
