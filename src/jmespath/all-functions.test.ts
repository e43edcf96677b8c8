import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allFunctions } from "./all-functions.ts";

const FOLDER = join(import.meta.dirname, "functions");

/** The definitions that the files of the folder export. */
async function definedNames(): Promise<string[]> {
  const files = globSync("*.ts", { cwd: FOLDER }).filter((file) => !file.endsWith(".test.ts"));
  const modules = await Promise.all(
    files.map(async (file) => {
      const exported: Readonly<Record<string, unknown>> = await import(join(FOLDER, file));
      return Object.values(exported);
    }),
  );
  return modules.flat().flatMap((value) => nameOf(value) ?? []);
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("call" in value)) return undefined;
  return "name" in value ? String(value.name) : undefined;
}

test("every function that is defined is registered, once", async () => {
  const registered = allFunctions.map(({ name }) => name);
  expect(registered.toSorted()).toEqual((await definedNames()).toSorted());
  expect(new Set(registered).size).toBe(registered.length);
});

test("Kyverno's 51 functions and JMESPath's own 25 others are there", () => {
  expect(
    allFunctions
      .map(({ name }) => name)
      .toSorted()
      .join(" "),
  ).toBe(
    "abs add avg base64_decode base64_encode ceil compare contains divide ends_with equal_fold floor " +
      "image_normalize is_external_url items join keys label_match length lookup map max max_by md5 merge " +
      "min min_by modulo multiply not_null object_from_lists parse_json parse_yaml path_canonicalize " +
      "pattern_match random regex_match regex_replace_all regex_replace_all_literal replace replace_all " +
      "reverse round semver_compare sha1 sha256 sort sort_by split starts_with subtract sum time_add " +
      "time_after time_before time_between time_diff time_now time_now_utc time_parse time_since " +
      "time_to_cron time_truncate time_utc to_array to_boolean to_lower to_number to_string to_upper trim " +
      "trim_prefix truncate type values x509_decode",
  );
});
