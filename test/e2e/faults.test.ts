import { expect, test } from "vitest";
import type { ServiceOptions } from "../../src/app/create-services.ts";
import type { Summary } from "../../src/results/summary.ts";
import type { Fault, FaultKind } from "../fake-api-server/faults.ts";
import { type FakeOptions, tlsFile } from "../fake-api-server/start-fake-api-server.ts";
import { useFakes } from "../fake-api-server/use-fakes.ts";
import type { KubeconfigCluster } from "../fake-api-server/write-kubeconfig.ts";
import {
  faultyCluster,
  OBJECTS,
  PRIVILEGED,
  scanFleet,
  servicesFor,
  WIDGETS,
} from "./fault-fleet.ts";

const fakes = useFakes();

/** One thing that goes wrong in the cluster `faulty`, and what the answer has to say of it. */
interface Case {
  readonly name: string;
  readonly server?: FakeOptions;
  readonly faults?: readonly Fault[];
  readonly cluster?: Partial<KubeconfigCluster> & {
    readonly user?: Readonly<Record<string, unknown>>;
  };
  readonly timeoutSeconds?: number;
  readonly options?: Partial<ServiceOptions>;
  /** Rows of `not_read` about `faulty`: resource, reason, and a part of the message or hint. */
  readonly says: readonly (readonly [resource: string, reason: string, words: string])[];
  /** Violations found in `faulty` all the same. */
  readonly finds: number;
  readonly warns?: string;
  /** Requests for the faulty path at least, and at most. */
  readonly asks?: readonly [number, number];
}

const ALL = PRIVILEGED + WIDGETS;
const WHOLE = "the whole cluster";
const EVER = 1000;

function pods(kind: FaultKind, more: Partial<Fault> = {}): readonly Fault[] {
  return [{ path: "/pods?", kind, times: EVER, ...more }];
}

/** The Deployments are read, the pods not, so the workloads are found without them. */
const WITHOUT_PODS = { finds: ALL } as const;

const CASES: readonly Case[] = [
  { name: "nothing", says: [], finds: ALL },
  {
    name: "401 for everything",
    cluster: { user: { token: "unknown" } },
    says: [[WHOLE, "unauthorized", "Unauthorized"]],
    finds: 0,
  },
  {
    name: "a token that has expired",
    cluster: { user: { token: "e30.eyJleHAiOjE3MDAwMDAwMDB9.c2ln" } },
    says: [[WHOLE, "unauthorized", "the token expired at 2023-11-14T22:13:20.000Z"]],
    finds: 0,
  },
  {
    name: "401 in the middle of a list, once",
    faults: pods({ status: 401 }, { times: 1, after: 1 }),
    says: [],
    finds: ALL,
    asks: [3, 3],
  },
  {
    name: "403 on one kind",
    server: { mayRead: (_, { plural }) => plural !== "widgets" },
    says: [
      [
        "widgets.example.com",
        "forbidden",
        'grant a ClusterRole (or a Role in each of these namespaces) with rules: [{"apiGroups":["example.com"],"resources":["widgets"],"verbs":["list"]}]',
      ],
    ],
    finds: PRIVILEGED,
  },
  {
    name: "403 on one namespace",
    server: {
      mayRead: (_, { plural, namespace }) =>
        plural === "namespaces" || (namespace !== "" && namespace !== "team-000"),
    },
    says: [["pods", "forbidden", "grant a Role in team-000 with rules: "]],
    warns: "in team-000 could not be read (forbidden)",
    finds: 8,
  },
  {
    name: "403 on everything",
    server: { mayRead: () => false },
    says: [
      ["pods", "forbidden", "grant a ClusterRole with rules: "],
      ["widgets.example.com", "forbidden", "grant a Role in default with rules: "],
    ],
    warns: "the Namespace objects may not be read",
    finds: 0,
  },
  {
    name: "a custom resource definition that is removed after discovery",
    faults: [{ path: "/widgets", kind: { status: 404 }, times: EVER }],
    says: [["widgets.example.com", "not_found", ""]],
    finds: PRIVILEGED,
  },
  {
    name: "409 once",
    faults: pods({ status: 409, retryAfter: "0" }, { times: 1 }),
    says: [],
    finds: ALL,
    asks: [3, 3],
  },
  {
    name: "409 for ever",
    faults: pods({ status: 409, retryAfter: "0" }),
    says: [["pods", "unavailable", "409"]],
    ...WITHOUT_PODS,
    asks: [5, 5],
  },
  {
    name: "a page whose token has expired, with a new one",
    faults: [{ path: "continue=", kind: "expires-with-token" }],
    says: [],
    finds: ALL,
    warns: "the list of pods expired while it was read",
    asks: [3, 3],
  },
  {
    name: "a page whose token has expired, without a new one",
    faults: [{ path: "continue=", kind: "expires-without-token" }],
    says: [],
    finds: ALL,
    warns: "the list of pods expired while it was read",
    asks: [4, 4],
  },
  {
    name: "pages whose tokens expire again and again",
    faults: [{ path: "continue=", kind: "expires-without-token", times: EVER }],
    says: [["pods", "unavailable", "too old"]],
    warns: "the list of pods expired while it was read",
    ...WITHOUT_PODS,
  },
  {
    name: "429 with Retry-After, once",
    faults: pods({ status: 429, retryAfter: "1" }, { times: 1 }),
    says: [],
    finds: ALL,
    asks: [3, 3],
  },
  {
    name: "429 with a Retry-After beyond every deadline",
    faults: pods({ status: 429, retryAfter: "600", message: "slow down" }),
    says: [["pods", "unavailable", "slow down; it asks to come back in 600 s"]],
    ...WITHOUT_PODS,
    asks: [1, 1],
  },
  {
    name: "500 for ever",
    faults: pods({ status: 500, retryAfter: "0" }),
    says: [["pods", "unavailable", "500"]],
    ...WITHOUT_PODS,
    asks: [5, 5],
  },
  {
    name: "503 twice",
    faults: pods({ status: 503 }, { times: 2 }),
    says: [],
    finds: ALL,
    asks: [4, 4],
  },
  {
    name: "a connection that is reset in the middle of a body, once",
    faults: pods("reset-half-way", { times: 1, after: 1 }),
    says: [],
    finds: ALL,
    asks: [3, 3],
  },
  {
    name: "connections that are reset in the middle of every body",
    faults: pods("reset-half-way"),
    says: [["pods", "unreachable", "cannot be reached"]],
    ...WITHOUT_PODS,
    asks: [2, 2],
  },
  {
    name: "a truncated gzip, once",
    faults: pods("truncated-gzip", { times: 1 }),
    says: [],
    finds: ALL,
    asks: [3, 3],
  },
  {
    name: "truncated gzip for ever",
    faults: pods("truncated-gzip"),
    says: [["pods", "unreachable", "its answer was cut short"]],
    ...WITHOUT_PODS,
    asks: [2, 2],
  },
  {
    name: "what says gzip and is none",
    faults: pods("corrupt-gzip"),
    says: [["pods", "bad_answer", "something that is not gzip"]],
    ...WITHOUT_PODS,
  },
  {
    name: "a body that stops",
    faults: pods("stalled"),
    says: [["pods", "timeout", "nothing after"]],
    ...WITHOUT_PODS,
  },
  {
    name: "a body that never ends",
    faults: pods("endless"),
    says: [["pods", "too_large", "answered more than 8 MB"]],
    ...WITHOUT_PODS,
  },
  {
    name: "a body that drips",
    faults: pods({ bytesPerMs: 0.1 }),
    says: [["pods", "timeout", "within 3 s"]],
    ...WITHOUT_PODS,
  },
  {
    name: "no answer at all for one kind",
    faults: pods("silent"),
    says: [["pods", "timeout", "no answer"]],
    ...WITHOUT_PODS,
  },
  {
    name: "a scan whose time is over first",
    faults: pods("silent"),
    timeoutSeconds: 1,
    says: [["pods", "deadline", "the time for this scan was over"]],
    ...WITHOUT_PODS,
  },
  {
    name: "a login page",
    faults: pods("html"),
    says: [["pods", "bad_answer", "something that is not JSON (text/html)"]],
    ...WITHOUT_PODS,
    asks: [1, 1],
  },
  {
    name: "JSON under another media type",
    faults: pods({ contentType: "application/vnd.kubernetes.protobuf" }),
    says: [["pods", "bad_answer", "something that is not JSON"]],
    ...WITHOUT_PODS,
  },
  {
    name: "invalid JSON",
    faults: pods("invalid-json"),
    says: [["pods", "bad_answer", "not JSON"]],
    ...WITHOUT_PODS,
  },
  {
    name: "JSON that is no list",
    faults: pods("other-json"),
    says: [["pods", "bad_answer", "something that is no list"]],
    ...WITHOUT_PODS,
  },
  {
    name: "a certificate of an unknown authority",
    cluster: { ca: tlsFile("second-ca.crt") },
    says: [[WHOLE, "unreachable", "an authority that the kubeconfig does not trust signed it"]],
    finds: 0,
  },
  {
    name: "a certificate for another host",
    server: { certificate: "other-host.crt" },
    cluster: { ca: tlsFile("second-ca.crt") },
    says: [[WHOLE, "unreachable", "it is for another host name"]],
    finds: 0,
  },
  {
    name: "an expired certificate",
    server: { certificate: "expired.crt" },
    cluster: { ca: tlsFile("second-ca.crt") },
    says: [[WHOLE, "unreachable", "it has expired"]],
    finds: 0,
  },
  {
    name: "a host name that nobody knows",
    cluster: { server: "https://no-such-cluster.invalid:6443" },
    says: [[WHOLE, "unreachable", "its host name"]],
    finds: 0,
  },
  {
    name: "a port where nobody listens",
    cluster: { server: "https://127.0.0.1:9" },
    says: [[WHOLE, "unreachable", "nothing listens there"]],
    finds: 0,
  },
  {
    name: "a server that never answers anything",
    faults: [{ path: "/", kind: "silent", times: EVER }],
    says: [[WHOLE, "timeout", "no answer"]],
    finds: 0,
  },
];

test.for(CASES)("$name", { timeout: 20_000 }, async (example) => {
  const faulty = await fakes.start({ tls: true, objects: OBJECTS, ...example.server });
  const healthy = await fakes.start({ objects: OBJECTS });
  for (const fault of example.faults ?? []) faulty.addFault({ ...fault });
  const services = await servicesFor(fakes, [
    faultyCluster(faulty.url, example.cluster),
    { server: healthy.url, contexts: { healthy: { user: { token: "admin-token" } } } },
  ]);

  const summary = await scanFleet(fakes, services, { timeoutSeconds: example.timeoutSeconds });

  expectHonest(summary, example);
  const [least = 0, most = Infinity] = example.asks ?? [];
  const asked = faulty.requests.filter(({ path }) => path.includes("/pods?")).length;
  expect(asked).toBeGreaterThanOrEqual(least);
  expect(asked).toBeLessThanOrEqual(most);
});

/** The faulty cluster's gaps are named and only they; the other's results are there; nothing unread counts as clean. */
function expectHonest(summary: Summary, { says, finds, warns }: Case): void {
  const rows = summary.not_read.map(({ message, hint = "", ...row }) => ({
    ...row,
    words: `${message} ${hint}`,
  }));
  expect(rows).toHaveLength(says.length);
  for (const [index, [resource, reason, words]] of says.entries()) {
    const row = rows[index];
    expect(row).toMatchObject({ context: "faulty", reason });
    expect(row?.resource.split(", ")).toContain(resource);
    expect(row?.words).toContain(words);
    expect(row?.words.length).toBeGreaterThan(20);
  }
  expect(summary.contexts).toMatchObject([
    { context: "faulty", complete: says.length === 0, totals: { violations: finds, error: 0 } },
    { context: "healthy", complete: true, totals: { violations: ALL } },
  ]);
  expect(summary.complete).toBe(says.length === 0);
  expect(summary.warnings.length > 0).toBe(warns !== undefined);
  expect(summary.warnings.join("\n")).toContain(warns ?? "");
}
