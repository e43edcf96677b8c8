import { parseArgs } from "node:util";
import { namespaceName } from "../test/fake-api-server/generate-objects.ts";
import { startSoakServer, type SoakServer, TOKENS } from "./soak/start-soak-server.ts";

// Calls the built server over HTTP again and again against a fake API server, and looks at its heap after garbage
// collection in between: `npm run soak`. Eight hours of a busy agent at a call every three seconds are 10,000 calls.

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "10000" },
    parallel: { type: "string", default: "4" },
  },
});
const CALLS = Number(values.calls);
const PARALLEL = Number(values.parallel);
/** Calls before the first look: everything is loaded and compiled, and every caller's scans have filled the store. */
const WARM_UP = Math.min(1000, CALLS / 4);
const LOOKS = 18;
/** Flat means that the trend adds less than this over all calls. */
const MOST_GROWTH_BYTES = 4 * 1024 * 1024;

interface Look {
  readonly call: number;
  readonly heap: number;
  readonly resident: number;
}

type Arguments = Readonly<Record<string, unknown>>;

const MANIFEST = `
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: team-000}
spec: {hostNetwork: true, containers: [{name: c, image: nginx, securityContext: {privileged: true}}]}
`;
const POLICY = `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: own-N}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  validations: [{expression: "object.metadata.name != 'N'", message: not N}]
`;

/** What an agent asks: scans whole and in part, pages, filters, checks with its own policies, mistakes. */
const CALLS_IN_TURN: readonly ((index: number, scan: string) => readonly [string, Arguments])[] = [
  () => ["apply_policies", {}],
  (_, scan) => ["show_violations", { scan, severity: "high" }],
  (_, scan) => ["apply_policies", { cursor: `${scan}.1` }],
  (index) => ["apply_policies", { namespaces: [namespaceName(index % 4)], policySets: "all" }],
  () => ["check_manifests", { manifests: MANIFEST }],
  (index) => [
    "check_manifests",
    { manifests: MANIFEST, policies: POLICY.replaceAll("N", String(index)) },
  ],
  () => ["show_violations", {}],
  () => ["show_violations", { source: "Gatekeeper", limit: 5 }],
  () => ["list_policies", { source: "cluster" }],
  () => ["apply_policies", { policySets: ["cluster"] }],
  () => ["explain_policy", { policy: "disallow-privileged-containers", manifest: MANIFEST }],
  () => ["list_policies", {}],
  () => ["list_contexts", {}],
  (index) => ["help", { topic: `nonsense-${index}` }],
  () => ["show_violations", { scan: "zzzzzzzz" }],
  (index) => ["apply_policies", { contexts: ["dead"], kinds: [`Kind${index}`] }],
];

async function call(server: SoakServer, index: number, scans: Map<string, string>): Promise<void> {
  const token = TOKENS[index % TOKENS.length] ?? "";
  const make = CALLS_IN_TURN[index % CALLS_IN_TURN.length];
  const [name, args] = make?.(index, scans.get(token) ?? "none") ?? ["help", {}];
  // Some callers lose patience.
  const patience = index % 97 === 0 ? AbortSignal.timeout(5) : null;
  try {
    const text = await send(server, { token, name, args, patience });
    const scan = /"scan":"(?<scan>[a-z0-9]{8})"/u.exec(text)?.groups?.["scan"];
    if (scan !== undefined) scans.set(token, scan);
  } catch (error) {
    if (patience?.aborted !== true) throw error;
  }
}

interface Sent {
  readonly token: string;
  readonly name: string;
  readonly args: Arguments;
  readonly patience: AbortSignal | null;
}

async function send({ url }: SoakServer, { token, name, args, patience }: Sent): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name, arguments: args },
    }),
    signal: patience,
  });
  const text = await response.text();
  const isWrong = response.status !== 200 || text.includes("Internal error");
  if (isWrong) throw new Error(`${name}: ${response.status} ${text}`);
  return text;
}

async function callMany(server: SoakServer, from: number, to: number): Promise<void> {
  const scans = new Map<string, string>();
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < to) {
      const index = next;
      next += 1;
      // oxlint-disable-next-line no-await-in-loop -- as many at once as there are workers
      await call(server, index, scans);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  server.forgetRequests();
}

/** Least squares: bytes a call. */
function slopeOf(looks: readonly Look[]): number {
  const mean = (pick: (look: Look) => number): number =>
    looks.reduce((sum, look) => sum + pick(look), 0) / looks.length;
  const x = mean((look) => look.call);
  const y = mean((look) => look.heap);
  const covariance = looks.reduce((sum, look) => sum + (look.call - x) * (look.heap - y), 0);
  return covariance / looks.reduce((sum, look) => sum + (look.call - x) ** 2, 0);
}

const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

const server = await startSoakServer();
const started = performance.now();
try {
  await callMany(server, 0, WARM_UP);
  const looks: Look[] = [];
  const step = (CALLS - WARM_UP) / LOOKS;
  for (let look = 0; look <= LOOKS; look += 1) {
    const done = WARM_UP + Math.round(step * look);
    // oxlint-disable-next-line no-await-in-loop -- one stretch after the other
    if (look > 0) await callMany(server, WARM_UP + Math.round(step * (look - 1)), done);
    // oxlint-disable-next-line no-await-in-loop -- between two stretches
    looks.push({ call: done, ...(await server.memory()) });
    const { heap = 0, resident = 0 } = looks.at(-1) ?? {};
    console.log(`${String(done).padStart(6)} calls: heap ${mb(heap)}, resident ${mb(resident)}`);
  }
  const slope = slopeOf(looks);
  const growth = slope * (CALLS - WARM_UP);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${CALLS} calls in ${seconds.toFixed(0)} s; heap after collection: first ${mb(looks[0]?.heap ?? 0)}, last ${mb(looks.at(-1)?.heap ?? 0)}, trend ${slope.toFixed(1)} bytes a call (${mb(growth)} over the run)`,
  );
  const isFlat = growth < MOST_GROWTH_BYTES;
  console.log(isFlat ? "flat" : `NOT flat: the trend adds more than ${mb(MOST_GROWTH_BYTES)}`);
  process.exitCode = isFlat ? 0 : 1;
} finally {
  await server.stop();
}
