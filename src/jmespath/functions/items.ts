import { compareBytes } from "../../values/compare-bytes.ts";
import { defineFunction } from "../define-function.ts";
import { isMapping } from "../language/truth.ts";
import { listOf } from "./list-of.ts";

/** `items`: an object's pairs in the order of their keys, or a list's elements with their indexes, as objects of two. */
export const items = defineFunction({
  name: "items",
  summary: "pairs of an object or list, each as an object of two",
  args: [["object", "array"], ["string"], ["string"]],
  returns: ["array"],
  call: ([container, keyName, valueName]) =>
    pairsOf(container).map(([key, value]) =>
      Object.fromEntries([
        [String(keyName), key],
        [String(valueName), value],
      ]),
    ),
});

function pairsOf(container: unknown): (readonly [string | number, unknown])[] {
  if (!isMapping(container)) return Array.from(listOf(container).entries());
  return Object.entries(container).toSorted(([left], [right]) => compareBytes(left, right));
}
