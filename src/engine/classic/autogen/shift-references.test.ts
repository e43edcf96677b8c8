import { expect, test } from "vitest";
import { shiftReferences } from "./shift-references.ts";

test.for([
  ["no reference", "pattern", "no reference"],
  ["$(./../pattern/spec/a)", "pattern", "$(./../pattern/spec/template/spec/a)"],
  ["is $(x/pattern/a), not $(y/b)", "pattern", "is $(x/pattern/spec/template/a), not $(y/b)"],
  [String.raw`\$(x/pattern/a)`, "pattern", String.raw`\$(x/pattern/a)`],
  ["$(/anyPattern/1/spec/a)", "anyPattern", "$(/anyPattern/1/spec/template/spec/a)"],
  [
    "$(/anyPattern/0/spec/a) or $(/anyPattern/1/spec/b)",
    "anyPattern",
    "$(/anyPattern/0/spec/template/spec/a) or $(/anyPattern/1/spec/b)",
  ],
] as const)("%j of a rule with %s becomes %j", ([message, body, wanted]) => {
  expect(shiftReferences(message, "spec/template", body)).toBe(wanted);
});
