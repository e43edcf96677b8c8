import { expect, test } from "vitest";
import { UserError } from "../manifest/user-error.ts";
import type { ValidatingPolicy } from "./validating-policy.ts";
import {
  celLiteral,
  parameterDefect,
  readParameterValue,
  type SetParameter,
  withParameters,
} from "./set-parameters.ts";

const registries: SetParameter = {
  name: "registries",
  description: "where images may come from",
  type: "list",
  default: ["a.example/"],
};
const minimum: SetParameter = {
  name: "minimum",
  description: "replicas at least",
  type: "integer",
  default: 2,
};

function policy(name: string, variables: Readonly<Record<string, string>>): ValidatingPolicy {
  return {
    apiVersion: "policies.kyverno.io/v1",
    kind: "ValidatingPolicy",
    name,
    labels: {},
    annotations: {},
    place: { file: "p.yaml", line: 1 },
    spec: {
      variables: Object.entries(variables).map(([key, expression]) => ({ name: key, expression })),
    },
  };
}

test.for([
  ["string", "a,b", "a,b"],
  ["string", 3, undefined],
  ["integer", "3", 3],
  ["integer", 3, 3],
  ["integer", "3.5", undefined],
  ["integer", "", undefined],
  ["boolean", "true", true],
  ["boolean", false, false],
  ["boolean", "yes", undefined],
  ["list", "a, b,", ["a", "b"]],
  ["list", ["a,b"], ["a,b"]],
  ["list", [1], undefined],
] as const)("a parameter of type %s takes %j as %j", ([type, given, value]) => {
  expect(readParameterValue(type, given)).toEqual(value);
});

test.for([
  ["it's", String.raw`'it\'s'`],
  ["a\\b\n", String.raw`'a\\b\x0a'`],
  [["a", "b"], "['a', 'b']"],
  [[], "[]"],
  [3, "3"],
  [true, "true"],
] as const)("%j is written in CEL as %s", ([value, literal]) => {
  expect(celLiteral(value)).toBe(literal);
});

test("values replace the variables of their names and leave other policies as they are", () => {
  const with1 = policy("with", { registries: "['a.example/']", other: "1" });
  const without = policy("without", { other: "1" });
  const [first, second] = withParameters([with1, without], [registries], {
    registries: "b.example/,c.example/",
  });
  expect(first?.spec).toEqual({
    variables: [
      { name: "registries", expression: "['b.example/', 'c.example/']" },
      { name: "other", expression: "1" },
    ],
  });
  expect(second).toBe(without);
  expect(with1.spec.variables?.[0]?.expression).toBe("['a.example/']");
});

test("an unknown parameter and a wrong value are refused with what there is", () => {
  expect(() => withParameters([], [registries, minimum], { registry: "x" })).toThrow(
    expect.objectContaining({
      constructor: UserError,
      message: 'the chosen policy sets have no parameter "registry"',
      hint: "one of registries, minimum",
    }),
  );
  expect(() => withParameters([], [minimum], { minimum: "two" })).toThrow(
    'parameter minimum takes a whole number, not "two"',
  );
});

test("a default that the policies do not have is a defect of the set", () => {
  expect(parameterDefect(registries, [policy("a", { registries: "['a.example/']" })])).toBe(
    undefined,
  );
  expect(parameterDefect(registries, [policy("a", { registries: "[]" })])).toBe(
    "policy a gives registries another default than the set: write ['a.example/']",
  );
  expect(parameterDefect(registries, [policy("a", {})])).toBe(
    "no policy has a variable of the name of parameter registries",
  );
});
