import { expect, test } from "vitest";
import { readValues } from "./values-file.ts";

const SPEC = {
  globalValues: { "request.roles": ["a:b"], "request.object.metadata.labels.g": "G" },
  policies: [
    {
      name: "p",
      resources: [
        {
          name: "r",
          values: { x: 1, "request.object.spec.a": true, "request.oldObject.spec.a": false },
        },
      ],
      rules: [
        { name: "one", values: { y: 2 }, foreachValues: { z: [3, 4], single: 5 } },
        { name: "one", values: { y: 9 } },
      ],
    },
  ],
};

test("a policy sees global values, those of its resource and of its rules; objects have their own", () => {
  const said = readValues(SPEC).contextFor("p", "r");
  expect(said.context.variables).toEqual({ "request.roles": ["a:b"], x: 1 });
  expect([...said.context.rules]).toEqual([
    ["one", { values: { y: 2 }, foreachValues: { z: [3, 4], single: [5] } }],
  ]);
  expect(said.object).toEqual([
    { path: ["metadata", "labels", "g"], value: "G" },
    { path: ["spec", "a"], value: true },
  ]);
  expect(said.oldObject).toEqual([{ path: ["spec", "a"], value: false }]);
});

test("policies that the values don't name see the same", () => {
  const values = readValues(SPEC);
  expect(values.contextFor("q", "r")).toBe(values.contextFor("s", "t"));
});

test("--set wins over the file", () => {
  const values = readValues(SPEC, { x: "set" });
  expect(values.contextFor("p", "r").context.variables["x"]).toBe("set");
});

test("a subresource's kind stands for its parent's", () => {
  const values = readValues({
    subresources: [
      {
        subresource: {
          group: "autoscaling",
          version: "v1",
          kind: "Scale",
          name: "deployments/scale",
        },
        parentResource: { group: "apps", version: "v1", kind: "Deployment", name: "deployments" },
      },
    ],
  });
  expect(values.subresourceOf("autoscaling/v1", "Scale")).toMatchObject({
    group: "apps",
    kind: "Deployment",
    plural: "deployments",
    subresource: "scale",
  });
  expect(values.subresourceOf("autoscaling/v2", "Scale")).toBeUndefined();
});
