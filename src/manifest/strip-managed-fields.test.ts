import { expect, test } from "vitest";
import { stripManagedFields } from "./strip-managed-fields.ts";

function strip(text: string): string {
  return stripManagedFields(Buffer.from(text)).toString();
}

test.for([
  ['{"a":1,"managedFields":[{"x":[1,[2]]}],"b":2}', '{"a":1,"b":2}'],
  ['{"a":1,"managedFields":[]}', '{"a":1}'],
  ['{"managedFields":[1]}', "{}"],
  ['{"managedFields":[1],"b":2}', '{"b":2}'],
  ['[{"managedFields":["]\\"\\\\"],"b":1},{"c":1,"managedFields":[{}]}]', '[{"b":1},{"c":1}]'],
  ['{"a":{"managedFields":[[],["]"]]},"z":"ü"}', '{"a":{},"z":"ü"}'],
] as const)("%s becomes %s", ([text, stripped]) => {
  expect(strip(text)).toBe(stripped);
});

test.for([
  '{"a":"\\"managedFields\\":[1]"}',
  '{"x\\"managedFields":[1]}',
  '{"managedFields":{"a":1},"b":"managedFields"}',
  '{"managedFields":[1,2',
  '{"managedFields":["cut',
  "",
])("%s stays as it is", (text) => {
  expect(strip(text)).toBe(text);
});
