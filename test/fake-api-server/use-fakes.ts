import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect } from "vitest";
import type { ClusterConnection } from "../../src/cluster/connect.ts";
import { connectToFake } from "./connect-to-fake.ts";
import {
  startFakeApiServer,
  type FakeApiServer,
  type FakeOptions,
} from "./start-fake-api-server.ts";

/** Fakes, connections and folders that end with the test that asked for them. */
export interface Fakes {
  readonly start: (options?: FakeOptions) => Promise<FakeApiServer>;
  readonly connect: typeof connectToFake;
  readonly folder: () => Promise<string>;
  /** Runs after the test, before everything that was asked for earlier ends. */
  readonly onEnd: (cleanup: () => unknown) => void;
}

/** Registers the clean-up with the running test file; a test after which a fake was asked for anything but GET fails. */
export function useFakes(): Fakes {
  const servers: FakeApiServer[] = [];
  const cleanups: (() => unknown)[] = [];
  const onEnd = (cleanup: () => unknown): void => {
    cleanups.unshift(cleanup);
  };
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) {
      // oxlint-disable-next-line no-await-in-loop -- connections end before their server
      await cleanup();
    }
    expect(servers.splice(0).flatMap(writesOf)).toEqual([]);
  });

  return {
    onEnd,
    start: async (options) => {
      const server = await startFakeApiServer(options);
      servers.push(server);
      onEnd(server.stop);
      return server;
    },
    connect: async (...options): Promise<ClusterConnection> => {
      const connection = await connectToFake(...options);
      onEnd(connection.close);
      return connection;
    },
    folder: async () => {
      const folder = await mkdtemp(path.join(tmpdir(), "kyverno-mcp-test-"));
      onEnd(() => rm(folder, { recursive: true }));
      return folder;
    },
  };
}

/** Requests to a server that could have changed something; asking what one may do is a POST that stores nothing. */
export function writesOf({ requests }: Pick<FakeApiServer, "requests">): readonly string[] {
  return requests
    .map(({ method, path: target }) => `${method} ${target}`)
    .filter((line) => !/^GET |^POST \S*\/selfsubject\w*reviews$/u.test(line));
}

/** What a promise rejects with; a promise that does not is a failure of the test. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("it should have failed");
    },
    (error: unknown) => error,
  );
}
