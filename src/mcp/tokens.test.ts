import { mkdtemp, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isAuthorized, loadTokens } from "./tokens.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "token-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

test.for([
  ["Bearer secret-secret-secret", true],
  ["bearer secret-secret-secret", true],
  ["Bearer another-another-another", true],
  ["Bearer secret-secret-secre", false],
  ["Bearer secret-secret-secret2", false],
  ["Basic secret-secret-secret", false],
  ["Bearer ", false],
  [undefined, false],
] as const)("%j opens the door: %s", ([header, expected]) => {
  const tokens = ["secret-secret-secret", "another-another-another"];
  expect(isAuthorized(header, tokens)).toBe(expected);
  expect(isAuthorized(header, [])).toBe(false);
});

const OLD = "from-the-file-0123456789";
const NEW = "a-new-token-0123456789012";
const bearer = (token: string): string => `Bearer ${token}`;

/** Goes on in time as far as tokens are concerned. */
function later(ms: number): void {
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + ms);
}

test("tokens come from a file, else from the environment, else there are none", async () => {
  const file = path.join(folder, "token");
  await writeFile(file, `${OLD}\n`);
  const env = { KYVERNO_MCP_TOKEN: "from-the-environment" };
  const ofFile = await loadTokens({ file, env });
  expect(await ofFile?.callerOf(bearer(OLD))).toBeDefined();
  expect(await ofFile?.callerOf(bearer("from-the-environment"))).toBeUndefined();
  const ofEnv = await loadTokens({ env });
  expect(await ofEnv?.callerOf(bearer("from-the-environment"))).toBeDefined();
  expect(await loadTokens({ env: {} })).toBeUndefined();
  const missing = path.join(folder, "none");
  await expect(loadTokens({ file: missing, env: {} })).rejects.toThrow("ENOENT");
});

test.for(["short", "with spaces in the middle of it", "", "\n\n", "good-good-good-good\nbad"])(
  "the tokens %j are refused without being repeated",
  async (text) => {
    const refusal = await loadTokens({ env: { KYVERNO_MCP_TOKEN: text } }).catch(String);
    expect(refusal).toContain("not a bearer token");
    expect(refusal).not.toMatch(/short|middle|good-good|bad\b/u);
  },
);

test("each token of a file is a caller of its own, named by a word that is not the token", async () => {
  const file = path.join(folder, "token");
  await writeFile(file, `${OLD}\n${NEW}\n`);
  const tokens = await loadTokens({ file, env: {} });
  const first = await tokens?.callerOf(bearer(OLD));
  expect(first).toMatch(/^[0-9a-f]{12}$/u);
  expect(await tokens?.callerOf(bearer(OLD))).toBe(first);
  expect(await tokens?.callerOf(bearer(NEW))).not.toBe(first);
});

test("a changed file is read again, and a second is not waited for in vain", async () => {
  const file = path.join(folder, "token");
  await writeFile(file, OLD);
  const tokens = await loadTokens({ file, env: {} });
  await writeFile(file, `${NEW}\n`);
  expect(await tokens?.callerOf(bearer(OLD))).toBeDefined();
  later(1001);
  expect(await tokens?.callerOf(bearer(OLD))).toBeUndefined();
  expect(await tokens?.callerOf(bearer(NEW))).toBeDefined();
});

test("a link that leads to another file of the same size and age is a change", async () => {
  // As Kubernetes updates a mounted Secret: it swaps a link.
  const [one, two, link] = ["one", "two", "link"].map((name) => path.join(folder, name));
  if (one === undefined || two === undefined || link === undefined) throw new Error("no names");
  const rotated = OLD.replaceAll("f", "g");
  await writeFile(one, OLD);
  await writeFile(two, rotated);
  await Promise.all([one, two].map((file) => utimes(file, 1, 1)));
  await symlink(one, link);
  const tokens = await loadTokens({ file: link, env: {} });
  await symlink(two, `${link}.new`);
  await rename(`${link}.new`, link);
  later(1001);
  expect(await tokens?.callerOf(bearer(rotated))).toBeDefined();
  expect(await tokens?.callerOf(bearer(OLD))).toBeUndefined();
});

test("a file that turns bad or goes away leaves the old tokens good, and is told once", async () => {
  const file = path.join(folder, "token");
  await writeFile(file, OLD);
  const onError = vi.fn<(error: unknown) => void>();
  const tokens = await loadTokens({ file, env: {}, onError });
  await writeFile(file, "bad");
  later(1001);
  expect(await tokens?.callerOf(bearer(OLD))).toBeDefined();
  later(2002);
  expect(await tokens?.callerOf(bearer(OLD))).toBeDefined();
  expect(onError).toHaveBeenCalledTimes(1);
});
