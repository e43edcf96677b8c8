import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkManifests } from "./check-manifests.ts";
import { createServices } from "./create-services.ts";
import { explainPolicy } from "./explain-policy.ts";
import { listPolicies } from "./list-policies.ts";
import type { Services } from "./services.ts";

const FILES: Readonly<Record<string, string>> = {
  "frameworks.yaml": `
- id: house-rules
  title: House rules
  source: https://example.com
  controls: [{id: R1, title: Known registries, policies: [known-registries]}]
`,
  "mine/policyset.yaml": `
name: mine
summary: Ours
source: https://example.com
policies: [known-registries]
parameters:
- {name: registries, description: where images may come from, type: list, default: [a.example/]}
`,
  "mine/known-registries/known-registries.yaml": `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata:
  name: known-registries
  annotations: {policies.kyverno.io/remediation: Move the image.}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
  variables:
  - {name: registries, expression: "['a.example/']"}
  validations:
  - expression: object.spec.containers.all(c, variables.registries.exists(r, c.image.startsWith(r)))
    message: unknown registry
`,
};
const POD = `
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: b.example/app}]}
`;

let root = "";
let services: Services;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "own-sets-"));
  for (const [name, content] of Object.entries(FILES)) {
    // oxlint-disable-next-line no-await-in-loop
    await mkdir(dirname(join(root, name)), { recursive: true });
    // oxlint-disable-next-line no-await-in-loop
    await writeFile(join(root, name), content);
  }
  services = createServices({
    env: { KYVERNO_MCP_POLICY_SETS: root },
    homeDir: "/nonexistent",
    keepsSelection: true,
  });
});

afterAll(() => rm(root, { recursive: true }));

function check(wish: Partial<Parameters<typeof checkManifests>[0]>) {
  const input = { manifests: POD, policySets: ["mine"], limit: 20, budget: 9000, ...wish };
  return checkManifests(input, services);
}

test("a set from a folder of one's own is checked with its defaults, and with what the caller sets", async () => {
  expect((await check({})).totals.fail).toBe(1);
  expect((await check({ parameters: { registries: ["b.example/"] } })).totals.fail).toBe(0);
  expect((await check({ parameters: { registries: "a.example/,b.example/" } })).totals.fail).toBe(
    0,
  );
  expect((await check({})).totals.fail).toBe(1);
  await expect(check({ parameters: { registry: [] } })).rejects.toThrow("no parameter");
});

test("an answer is grouped by a framework of its own file; an unknown one is refused", async () => {
  expect((await check({ framework: "house-rules" })).by_control).toEqual([
    {
      control: "R1",
      title: "Known registries",
      policies: 1,
      matched: 1,
      violations: 1,
      workloads: 1,
    },
  ]);
  await expect(check({ framework: "house-rule" })).rejects.toThrow(
    'there is no framework "house-rule"',
  );
});

test("lists and explanations show what can be set, what to do and which control it is", async () => {
  const list = await listPolicies(
    { source: "built-in", policySet: "mine", limit: 20, budget: 9000 },
    services,
  );
  expect(list.parameters).toEqual([
    {
      parameter: "registries",
      type: "list",
      default: "a.example/",
      description: "where images may come from",
    },
  ]);
  const about = await explainPolicy(
    { policy: "known-registries", operation: "CREATE", budget: 9000 },
    services,
  );
  expect(about).toMatchObject({
    remediation: "Move the image.",
    controls: ["house-rules R1"],
    origin: "built-in set mine",
  });
});
