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
