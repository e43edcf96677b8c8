import { expect, test } from "vitest";
import { compileQuery } from "../compile-query.ts";
import { QueryError } from "../query-error.ts";

const DATA = {
  text: "héllo",
  list: ["b", "a", "c"],
  numbers: [3, 1, 2],
  object: { b: 2, a: 1, "<": null },
  rows: [
    { n: 2, name: "x" },
    { n: 1, name: "y" },
    { n: 2, name: "z" },
  ],
  mixed: [{ n: 1 }, { n: "x" }],
};
const ENVIRONMENT = {
  now: () => 1_609_599_845_123_456_789n,
  random: () => 0.5,
};

function search(source: string): unknown {
  const compiled = compileQuery(source);
  if (!compiled.ok) return { syntax: compiled.message };
  const value = compiled.query.search(DATA, ENVIRONMENT);
  return value instanceof QueryError ? { error: value.message } : value;
}

const failed = (error: string): { error: string } => ({ error });

// Recorded from Kyverno 1.19.1.
test.for([
  ["avg(numbers)", 2],
  ["avg(`[]`)", Number.NaN],
  ["abs(`-1.5`)", 1.5],
  ["ceil(`0.1`)", 1],
  ["floor(`-0.1`)", -1],
  ["round(`-2.5`, `0`)", -3],
  ["round(`1e21`, `2`)", 999_999_999_999_999_900_000],
  [
    "round(`1`, `1.5`)",
    failed("JMESPath function 'round': Non-integer argument(s) passed for round off"),
  ],
  [
    "round(`1`, `-1`)",
    failed("JMESPath function 'round': %!d(MISSING) argument is out of bounds (%!d(MISSING))"),
  ],
  ["sum(numbers)", 6],
  ['sum(`["1Gi","512Mi","1k"]`)', "1610613736"],
  ['sum(`["abc"]`)', "abc"],
  ["sum(`[]`)", failed("JMESPath function 'sum': at least one element in the array is required")],
  ['sum(`["1h",1]`)', failed("JMESPath function 'sum': Types mismatch")],
] as const)("numbers: %s", ([source, expected]) => {
  expect(search(source)).toEqual(expected);
});

test.for([
  ["add(`1`, `2.5`)", 3.5],
  ["add('-10Mi', '12E')", "11444091796865Mi"],
  ["add('90s', '1ms')", "1m30.001s"],
  ["add('1Gi', `1`)", failed("JMESPath function 'add': Types mismatch")],
  ["add('abc', `1`)", failed("JMESPath function 'add': invalid operand")],
  ["subtract('0', '0.5Mi')", "-512Ki"],
  ["subtract('1h', '100us')", "59m59.9999s"],
  ["multiply(`0.1`, '2.5Gi')", "256Mi"],
  ["multiply('5k', `1e21`)", "5"],
  ["multiply('1h', `9007199254740993`)", "-2562047h47m16.854775808s"],
  ["multiply('1', '1')", failed("JMESPath function 'multiply': Types mismatch")],
  ["divide('1', '1n')", 999_999_999.9999999],
  ["divide('1M', `1.5`)", "666666600m"],
  ["divide('1h0m1s', `42`)", "1m25.738095238s"],
  ["divide('-2h', '24h')", -1 / 12],
  ["divide('1h', '0s')", failed("JMESPath function 'divide': Zero divisor passed")],
  ["modulo('1.5Gi', '1e3')", "736"],
  ["modulo('24h', '1h0m1s')", "59m37s"],
  ["modulo(`-7`, `3`)", -1],
  [
    "modulo('1', '100m')",
    failed("JMESPath function 'modulo': Non-integer argument(s) passed for modulo"),
  ],
  [
    "modulo('12E', '1')",
    failed("JMESPath function 'modulo': Non-integer argument(s) passed for modulo"),
  ],
  ["modulo(`1`, `0`)", failed("JMESPath function 'modulo': Zero divisor passed")],
] as const)("arithmetic: %s", ([source, expected]) => {
  expect(search(source)).toEqual(expected);
});

test.for([
  ["contains(list, 'a')", true],
  ["contains(text, `1`)", false],
  ["contains(`[1, null]`, missing)", true],
  ["contains(`[[1]]`, `[1]`)", failed("runtime error: comparing uncomparable type []interface {}")],
  ["join(', ', list)", "b, a, c"],
  ["length(text)", 5],
  ["keys(object) | sort(@)", ["<", "a", "b"]],
  ["values({a: `1`})", [1]],
  ["map(&n, rows)", [2, 1, 2]],
  ["map(&missing, list)", [null, null, null]],
  ["max(list)", "c"],
  ["min(`[]`)", null],
  ["max_by(rows, &n).name", "x"],
  ["min_by(rows, &n).name", "y"],
  ["max_by(mixed, &n)", failed("invalid type, must be number")],
  ["max_by(rows, &missing)", failed("invalid type, must be number of string")],
  ["max_by(rows[:1], &missing)", [{ n: 2, name: "x" }][0]],
  ["sort_by(rows, &n)[].name", ["y", "x", "z"]],
  ["sort_by(mixed, &n)", failed("error in sort_by comparison")],
  ["merge(object, {a: `5`})", { b: 2, a: 5, "<": null }],
  ["not_null(missing, `0`)", 0],
  ["reverse(text)", "olléh"],
  ["sort(numbers)", [1, 2, 3]],
  ["to_array(text)", ["héllo"]],
  ["to_number('1_000')", 1000],
  ["to_number('0x1f')", null],
  ["to_number(&n)", failed("unknown type")],
  ["to_string(object)", String.raw`{"\u003c":null,"a":1,"b":2}`],
  ["to_string(text)", "héllo"],
  ["type(object)", "object"],
  ["type(missing)", "null"],
] as const)("lists and objects: %s", ([source, expected]) => {
  expect(search(source)).toEqual(expected);
});

test.for([
  ["compare('a', 'b')", -1],
  ["replace('héé', '', '-', `2`)", "-h-éé"],
  ["replace('aaaa', 'a', 'b', `1.9`)", "baaa"],
  ["replace_all('aaaa', 'aa', 'b')", "bb"],
  ["trim('¡hi!', '¡!')", "hi"],
  ["trim('xx', 'x')", ""],
  ["trim_prefix('aab', 'a')", "ab"],
  ["split('héllo', '')", ["h", "é", "l", "l", "o"]],
  ["split('', ',')", [""]],
  ["truncate('a😀b', `2.7`)", "a😀"],
  ["truncate(text, `-1`)", ""],
  ["path_canonicalize('/a/../../b/./c//')", "/b/c"],
  ["path_canonicalize('a/..')", "."],
  ["path_canonicalize('')", ""],
  ["to_boolean('TRUE')", true],
  ["starts_with(text, 'hé')", true],
  ["ends_with(text, 'lo')", true],
  ["pattern_match('1??', `1.5`)", true],
  ["regex_match('1e', `1e21`)", false],
  ["regex_match('(', text)", failed("error parsing regexp: missing closing ): `(`")],
  ["regex_replace_all('7$', `16777217`, 'x')", "16777216"],
  [
    "regex_replace_all('(', text, '')",
    failed("JMESPath function 'regex_replace_all': error parsing regexp: missing closing ): `(`"),
  ],
  ["regex_replace_all_literal('l+', text, '$0')", "hé$0o"],
  ["base64_decode(base64_encode(text))", "héllo"],
  ["base64_decode('YQ===')", failed("illegal base64 data at input byte 4")],
  ["md5('a')", "0cc175b9c0f1b6a831c399e269772661"],
  ["label_match(`{}`, object)", true],
  ['label_match(`{"a":1}`, object)', true],
  ['label_match(`{"a":2}`, object)', false],
  ["semver_compare('1.2.3', '>=1.0.0')", true],
  ["semver_compare('no version', '<1.0.0')", true],
  ["random('[a-c]{3}')", "bbb"],
] as const)("texts: %s", ([source, expected]) => {
  expect(search(source)).toEqual(expected);
});

test.for([
  ["parse_json('{\"a\":1}').a", 1],
  ["parse_json('tru')", failed("invalid character ' ' in literal true (expecting 'e')")],
  ["parse_yaml('a: y')", { a: true }],
  ["parse_yaml('%')", failed("yaml: could not find expected directive name")],
  ["lookup(object, 'a')", 1],
  ["lookup(object, 'toString')", null],
  ["lookup(list, `-1`)", null],
  ["lookup(list, 'a')", failed("JMESPath function 'lookup': argument #2 is not of type Number")],
  [
    "lookup(list, `1.5`)",
    failed("JMESPath function 'lookup': argument #2: expected an integer number but got: 1.5"),
  ],
  [
    "items(`{\"b\":1,\"B\":2}`, 'k', 'v')",
    [
      { k: "B", v: 2 },
      { k: "b", v: 1 },
    ],
  ],
  ["items(list, 'k', 'k')[0]", { k: "b" }],
  ["items(`{\"x\":1}`, '__proto__', 'v') | [0].__proto__", "x"],
  ["object_from_lists(`[1e21,true]`, list)", { "1000000000000000000000": "b", true: "a" }],
  [
    "object_from_lists(`[null]`, list)",
    failed("JMESPath function 'object_from_lists': argument #1 is not of type StringArray"),
  ],
  ["image_normalize('nginx')", "docker.io/nginx:latest"],
  ["is_external_url('http://172.32.0.1')", true],
  ["is_external_url('http://[::ffff:10.0.0.1]')", false],
  ["is_external_url('http://[fd00::1]:80')", false],
  ["is_external_url('8.8.8.8')", failed("lookup : no such host")],
] as const)("values: %s", ([source, expected]) => {
  expect(search(source)).toEqual(expected);
});

test.for([
  ["time_now_utc()", "2021-01-02T15:04:05Z"],
  ["time_since('', '2021-01-02T15:04:05Z', '')", "123.456789ms"],
  ["time_since('15:04', '10:00', '12:30')", "2h30m0s"],
  ["time_add('9999-12-31T23:59:59Z', '1s')", "10000-01-01T00:00:00Z"],
  ["time_add('2021-01-02T15:04:05Z', 'x')", failed('time: invalid duration "x"')],
  ["time_parse('1', '1702691171')", "2023-12-16T01:46:11Z"],
  ["time_parse('1', '1.5')", failed('strconv.ParseInt: parsing "1.5": invalid syntax')],
  ["time_parse('2006-002', '2021-123')", "2021-05-03T00:00:00Z"],
  ["time_to_cron('2021-01-02T15:04:05Z')", "4 15 2 1 6"],
  ["time_utc('2024-02-29T00:00:00+05:30')", "2024-02-28T18:30:00Z"],
  ["time_diff('0001-01-01T00:00:00Z', '2021-01-02T15:04:05Z')", "2562047h47m16.854775807s"],
  ["time_before('2021-01-02T15:04:05Z', '2021-01-02T15:04:05-07:00')", true],
  ["time_after('2021-01-02T15:04:05Z', '2021-01-02T15:04:05Z')", false],
  ["time_between('2021-01-02T00:00:00Z', '2021-01-01T00:00:00Z', '2021-01-02T00:00:00Z')", false],
  ["time_truncate('2021-01-02T15:04:05Z', '7h')", "2021-01-02T13:00:00Z"],
  [
    "time_utc('2021-13-02T15:04:05Z')",
    failed('parsing time "2021-13-02T15:04:05Z": month out of range'),
  ],
] as const)("times: %s", ([source, expected]) => {
  expect(search(source)).toEqual(expected);
});

test.for([
  "replace_all(LONG, '', LONG)",
  "regex_replace_all('', LONG, LONG)",
  "regex_replace_all_literal('.', LONG, LONG)",
  "regex_replace_all('.*', LONG, replace_all(LONG, 'a', '$0'))",
  "join(LONG, split(LONG, ''))",
])("%s grows beyond reason and is refused", (source) => {
  const long = `'${"a".repeat(50_000)}'`;
  expect(search(source.replaceAll("LONG", long))).toEqual(failed("the text would be too long"));
});

test("the functions leave their arguments as they were", () => {
  const before = structuredClone(DATA);
  for (const source of [
    "sort_by(rows, &n)",
    "reverse(list)",
    "sort(list)",
    "merge(object, {x: `1`})",
  ])
    search(source);
  expect(DATA).toEqual(before);
});
