import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { failureOf, useFakes } from "../../../test/fake-api-server/use-fakes.ts";

const fakes = useFakes();

test.for([
  ["a reset connection", "reset", 2],
  ["half a body", "truncated", 2],
  ["a refused token", { status: 401 }, 2],
  ["too many requests", { status: 429, retryAfter: "0" }, 2],
  ["a server error", { status: 503, retryAfter: "0" }, 2],
] as const)("%s is tried again", async ([, kind, requests]) => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind });
  const connection = await fakes.connect(server);

  const version = await connection.version();

  expect(version.gitVersion).toBe("v1.36.3-fake");
  expect(server.requests).toHaveLength(requests);
});

test.for([
  ["two resets", "reset", "unreachable", 2],
  ["two halves", "truncated", "unreachable", 2],
  ["401 twice", { status: 401 }, "unauthorized", 2],
  ["403", { status: 403 }, "forbidden", 1],
  ["404", { status: 404 }, "not_found", 1],
  ["500 for ever", { status: 500, retryAfter: "0" }, "unavailable", 5],
  ["429 with a wait beyond the deadline", { status: 429, retryAfter: "3600" }, "unavailable", 1],
  ["a login page", "html", "bad_answer", 1],
  ["other JSON", "other-json", "bad_answer", 1],
  ["JSON under another type", { contentType: "text/plain" }, "bad_answer", 1],
  ["half a JSON document", "invalid-json", "bad_answer", 1],
  ["a gzip that ends early, twice", "truncated-gzip", "unreachable", 2],
  ["what is no gzip", "corrupt-gzip", "bad_answer", 1],
  ["a conflict for ever", { status: 409, retryAfter: "0" }, "unavailable", 5],
] as const)("%s is an error with its reason", async ([, kind, reason, requests]) => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind, times: 10 });
  const connection = await fakes.connect(server);

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({ name: "ClusterError", reason });
  expect(error).toHaveProperty("hint", expect.stringMatching(/\w/));
  expect(server.requests).toHaveLength(requests);
});

test("Retry-After is waited for", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind: { status: 429, retryAfter: "0.3" } });
  const connection = await fakes.connect(server);
  const began = performance.now();

  await connection.version();

  expect(performance.now() - began).toBeGreaterThanOrEqual(295);
});

test("a gzip that ends early is asked for again", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind: "truncated-gzip" });
  const connection = await fakes.connect(server);

  expect((await connection.version()).gitVersion).toBe("v1.36.3-fake");
});

test("a refusal to serve now says when to come back", async () => {
  const server = await fakes.start();
  const kind = { status: 429, retryAfter: "90", message: "too many requests" };
  server.addFault({ path: "/version", kind });
  const connection = await fakes.connect(server);

  const error = await failureOf(connection.version());

  expect(error).toHaveProperty("message", "too many requests; it asks to come back in 90 s");
});

test("a body that stops coming ends long before the deadline", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind: "stalled" });
  const connection = await fakes.connect(server, { idleMs: 150 });

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({
    reason: "timeout",
    message: expect.stringMatching(/^nothing after \d+ bytes from .* within 0.15 s$/u) as unknown,
  });
});

test("a body that comes slowly but steadily is no body that stops", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind: { bytesPerMs: 0.2 } });
  const connection = await fakes.connect(server, { idleMs: 200, timeoutMs: 5000 });

  expect((await connection.version()).gitVersion).toBe("v1.36.3-fake");
});

test("a body that drips for ever ends at the deadline", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind: { bytesPerMs: 0.1 } });
  const connection = await fakes.connect(server, { idleMs: 200, timeoutMs: 400 });

  expect(await failureOf(connection.version())).toMatchObject({ reason: "timeout" });
});

test("a body without end is broken off at the largest size", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind: "endless" });
  const connection = await fakes.connect(server, { maxBodyBytes: 4 * 1024 * 1024 });

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({
    reason: "too_large",
    message: `${server.url} answered more than 4 MB to /version`,
  });
});

test("a body that is small only as gzip is broken off at the largest size", async () => {
  const text = "x".repeat(300_000);
  const objects = [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", namespace: "n" },
      data: { text },
    },
  ];
  const server = await fakes.start({ objects });
  const connection = await fakes.connect(server, { maxBodyBytes: 200_000 });

  const error = await failureOf(connection.get("/api/v1/configmaps"));

  expect(error).toMatchObject({ reason: "too_large" });
});

test("a server that never answered is given up soon, one that just did is waited for", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind: "silent", times: 2 });
  const dead = await fakes.connect(server, { firstAnswerMs: 150, timeoutMs: 2000 });
  const live = await fakes.connect(server, { firstAnswerMs: 150, timeoutMs: 600 });

  const early = await failureOf(dead.version());
  await live.get("/api");
  const late = await failureOf(live.version());

  expect(early).toHaveProperty("message", expect.stringContaining("within 0.15 s"));
  expect(late).toHaveProperty("message", expect.stringContaining("within 0.6 s"));
});

test("a request answers by the end of the scan that asks, and says that this was why", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind: "silent" });
  const connection = await fakes.connect(server);
  const bounded = connection.until(Date.now() + 150);

  const error = await failureOf(bounded.version());
  const next = await failureOf(bounded.version());

  expect(error).toMatchObject({ reason: "deadline" });
  expect(next).toMatchObject({ reason: "deadline" });
  expect(server.requests).toHaveLength(1);
  expect(bounded.origin).toBe(connection.origin);
});

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

test("requests leave no timer and no listener behind", async () => {
  const server = await fakes.start();
  const connection = await fakes.connect(server);
  const { signal } = new AbortController();
  await connection.version({ signal });
  const before = countTimers();

  await Promise.all(Array.from({ length: 20 }, () => connection.version({ signal })));

  expect(countTimers()).toBeLessThanOrEqual(before + 6);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test.for([
  ["no answer", "silent"],
  ["half an answer", "stalled"],
] as const)("%s ends at the deadline", async ([, kind]) => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind });
  const connection = await fakes.connect(server, { timeoutMs: 250 });

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({
    reason: "timeout",
    message: `no answer from ${server.url} to /version within 0.25 s`,
  });
});

test("an abort rejects with the caller's reason and breaks off the request", async () => {
  const server = await fakes.start();
  server.addFault({ path: "/version", kind: "silent" });
  const connection = await fakes.connect(server);
  const reason = new Error("the user went away");
  const abort = new AbortController();
  setTimeout(() => abort.abort(reason), 50);

  const error = await failureOf(connection.version({ signal: abort.signal }));

  expect(error).toBe(reason);
});

test("a server that is not there is named with what to check", async () => {
  const connection = await fakes.connect({ url: "http://127.0.0.1:1" });

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({
    reason: "unreachable",
    message: "http://127.0.0.1:1 cannot be reached: nothing listens there (connection refused)",
  });
});

test("a message from the server is one line without control characters", async () => {
  const server = await fakes.start();
  const message = `no\n\u001B[31maccess\u202E ${"x".repeat(1000)}`;
  server.addFault({ path: "/version", kind: { status: 403, message } });
  const connection = await fakes.connect(server);

  const error = await failureOf(connection.version());

  expect(error).toHaveProperty("message", expect.stringMatching(/^no \[31maccess x{280,300}$/));
});

test("credentials in the server's address are not shown", async () => {
  const server = await fakes.start();
  const withPassword = server.url.replace("http://", "http://someone:hunter2@");
  server.addFault({ path: "/version", kind: "html" });
  const connection = await fakes.connect({ url: withPassword });

  const error = await failureOf(connection.version());

  expect(connection.server).toBe(server.url);
  expect(JSON.stringify(error) + String(error)).not.toContain("hunter2");
});
