import { describe, expect, test } from "vitest";
import { kyvernoLibraries } from "../all-libraries.ts";
import type { CelType } from "../types.ts";
import { functionsOf, type OverloadSet } from "./function-index.ts";
import { Inference } from "./inference.ts";

const DYN: CelType = { kind: "dyn" };
const INT: CelType = { kind: "primitive", name: "int" };
const STRING: CelType = { kind: "primitive", name: "string" };

function functionNamed(name: string): OverloadSet {
  const overloads = functionsOf(kyvernoLibraries).byName.get(name);
  if (!overloads) throw new Error(`there is no function ${name}`);
  return { ...overloads.functions, resolutions: new Map() };
}

describe("resolving a call a second time", () => {
  test("gives the overloads and the type of the first", () => {
    const sum = functionNamed("_+_");
    const first = new Inference().resolve(sum, [INT, DYN]);
    const second = new Inference().resolve(sum, [INT, { ...DYN }]);
    expect(second).toMatchObject({ ...first });
    expect(second?.returns).toEqual(INT);
    expect(sum.resolutions.size).toBe(1);
  });

  test("counts type parameters as the first did", () => {
    const sum = functionNamed("_+_");
    const names = [0, 1].map(() => {
      const inference = new Inference();
      inference.resolve(sum, [INT, INT]);
      return inference.freeParameter();
    });
    expect(names[1]).toEqual(names[0]);
    expect(names[0]).not.toEqual(new Inference().freeParameter());
  });

  test("tells lists of different elements apart", () => {
    const sum = functionNamed("_+_");
    const lists = [INT, STRING].map((element): CelType => ({ kind: "list", element }));
    const inference = new Inference();
    const types = lists.map((list) => inference.resolve(sum, [list, list])?.returns);
    expect(types).toEqual(lists);
  });

  test("keeps nothing that has type parameters", () => {
    const sum = functionNamed("_+_");
    const inference = new Inference();
    const empty: CelType = { kind: "list", element: inference.freeParameter() };
    inference.resolve(sum, [empty, empty]);
    expect(sum.resolutions.size).toBe(0);
  });

  test("keeps no refusal", () => {
    const sum = functionNamed("_+_");
    expect(new Inference().resolve(sum, [INT, STRING])).toBeNull();
    expect(sum.resolutions.size).toBe(0);
  });
});
