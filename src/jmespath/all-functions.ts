import type { JmesPathFunction } from "./define-function.ts";
import { startsWith, endsWith } from "./functions/affixes.ts";
import { add, subtract, divide, modulo, multiply } from "./functions/arithmetic.ts";
import { avg } from "./functions/avg.ts";
import { base64Encode, base64Decode } from "./functions/base64.ts";
import { compare } from "./functions/compare.ts";
import { contains } from "./functions/contains.ts";
import { toArray, toNumber, toText, type } from "./functions/conversions.ts";
import { maxBy, minBy } from "./functions/extremes-by.ts";
import { max, min } from "./functions/extremes.ts";
import { md5, sha1, sha256 } from "./functions/hashes.ts";
import { imageNormalize } from "./functions/image-normalize.ts";
import { isExternalUrl } from "./functions/is-external-url.ts";
import { items } from "./functions/items.ts";
import { join } from "./functions/join.ts";
import { labelMatch } from "./functions/label-match.ts";
import { length } from "./functions/length.ts";
import { toUpper, toLower, equalFold } from "./functions/letter-case.ts";
import { lookup } from "./functions/lookup.ts";
import { map } from "./functions/map.ts";
import { keys, values } from "./functions/members.ts";
import { merge } from "./functions/merge.ts";
import { notNull } from "./functions/not-null.ts";
import { objectFromLists } from "./functions/object-from-lists.ts";
import { parseJson } from "./functions/parse-json.ts";
import { parseYaml } from "./functions/parse-yaml.ts";
import { pathCanonicalize } from "./functions/path-canonicalize.ts";
import { patternMatch } from "./functions/pattern-match.ts";
import { random } from "./functions/random.ts";
import { regexMatch } from "./functions/regex-match.ts";
import { regexReplaceAll, regexReplaceAllLiteral } from "./functions/regex-replace-all.ts";
import { replace, replaceAll } from "./functions/replace.ts";
import { reverse } from "./functions/reverse.ts";
import { round } from "./functions/round.ts";
import { abs, ceil, floor } from "./functions/rounding.ts";
import { semverCompare } from "./functions/semver-compare.ts";
import { sortBy } from "./functions/sort-by.ts";
import { sort } from "./functions/sort.ts";
import { split } from "./functions/split.ts";
import { sum } from "./functions/sum.ts";
import { timeNow, timeNowUtc } from "./functions/time-now.ts";
import { timeBefore, timeAfter, timeBetween } from "./functions/time-order.ts";
import { timeParse } from "./functions/time-parse.ts";
import { timeAdd, timeTruncate, timeUtc, timeDiff, timeToCron } from "./functions/time-shifts.ts";
import { timeSince } from "./functions/time-since.ts";
import { toBoolean } from "./functions/to-boolean.ts";
import { trim, trimPrefix } from "./functions/trim.ts";
import { truncate } from "./functions/truncate.ts";
import { x509Decode } from "./functions/x509-decode.ts";

/** Every function of the dialect, by name: a file or theme each under `functions/`. */
export const allFunctions: readonly JmesPathFunction[] = [
  abs,
  add,
  avg,
  base64Decode,
  base64Encode,
  ceil,
  compare,
  contains,
  divide,
  endsWith,
  equalFold,
  floor,
  imageNormalize,
  isExternalUrl,
  items,
  join,
  keys,
  labelMatch,
  length,
  lookup,
  map,
  max,
  maxBy,
  md5,
  merge,
  min,
  minBy,
  modulo,
  multiply,
  notNull,
  objectFromLists,
  parseJson,
  parseYaml,
  pathCanonicalize,
  patternMatch,
  random,
  regexMatch,
  regexReplaceAll,
  regexReplaceAllLiteral,
  replace,
  replaceAll,
  reverse,
  round,
  semverCompare,
  sha1,
  sha256,
  sort,
  sortBy,
  split,
  startsWith,
  subtract,
  sum,
  timeAdd,
  timeAfter,
  timeBefore,
  timeBetween,
  timeDiff,
  timeNow,
  timeNowUtc,
  timeParse,
  timeSince,
  timeToCron,
  timeTruncate,
  timeUtc,
  toArray,
  toBoolean,
  toLower,
  toNumber,
  toText,
  toUpper,
  trim,
  trimPrefix,
  truncate,
  type,
  values,
  x509Decode,
];
