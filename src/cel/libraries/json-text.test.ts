import { expect, test } from "vitest";
import { CelDuration, CelMap, CelOptional, CelTimestamp, CelTypeValue } from "../boxed-values.ts";
import { CelError, CelUint, type CelValue } from "../values.ts";
import { encodeProtoJson, marshalJson } from "./json-text.ts";

// oxfmt-ignore
test.for<[value: CelValue, json: string]>([
  [{ b: 1, a: [null, true, "<"] }, String.raw`{"a":[null,true,"\u003c"],"b":1}`],
  [1.5e300, "1.5e+300"],
  [-0, "-0"],
  [9_007_199_254_740_993n, "9007199254740993"],
  [new CelUint(7n), "7"],
  [new Uint8Array([97, 98]), '"YWI="'],
  [new CelTimestamp(500_000_000n), '"1970-01-01T00:00:00.5Z"'],
  [new CelDuration(1_500_000_000n), "1500000000"],
  [CelOptional.of(1n), "1"],
  [CelOptional.none, "null"],
  [{ a: CelOptional.of([1n]) }, '{"a":[1]}'],
  [new CelTypeValue("int"), '"int"'],
])("json.marshal(%o) is %s", ([value, json]) => {
  expect(marshalJson(value)).toBe(json);
});

// oxfmt-ignore
test.for<[value: CelValue, error: string]>([
  [new CelMap([[1n, 2n]]), "json: failed to convert CEL map to native map: unsupported type conversion from 'int' to string"],
  [[CelOptional.none], "json: failed to convert CEL list to native slice: optional.none() dereference"],
  [Infinity, "json: unsupported value: +Inf"],
  [{ a: Number.NaN }, "json: unsupported value: NaN"],
])("json.marshal(%o) fails", ([value, error]) => {
  expect(marshalJson(value)).toEqual(new CelError(error));
});

test("json.encode writes protobuf's JSON", () => {
  expect(encodeProtoJson([2n ** 53n, 1n, -Infinity, new CelDuration(1n)])).toBe(
    '["9007199254740992",1,"-Infinity","0.000000001s"]',
  );
});
