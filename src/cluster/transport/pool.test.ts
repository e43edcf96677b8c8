import { createServer, connect as connectSocket } from "node:net";
import { expect, test } from "vitest";
import {
  tlsFile,
  type FakeApiServer,
} from "../../../test/fake-api-server/start-fake-api-server.ts";
import { failureOf, useFakes } from "../../../test/fake-api-server/use-fakes.ts";
import { createPool } from "./pool.ts";

const fakes = useFakes();

/** A proxy that understands CONNECT and leads every tunnel to `server`. */
async function startProxy(
  server: FakeApiServer,
): Promise<{ readonly url: string; readonly tunnels: readonly string[] }> {
  const tunnels: string[] = [];
  const proxy = createServer((client) => {
    client.once("data", (head) => {
      tunnels.push(head.toString().split(" ")[1] ?? "");
      const target = connectSocket(Number(new URL(server.url).port), "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        client.pipe(target).pipe(client);
      });
      target.on("error", () => client.destroy());
      client.on("error", () => target.destroy());
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  fakes.onEnd(() => new Promise((resolve) => proxy.close(resolve)));
  const address = proxy.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, tunnels };
}

test("HTTPS_PROXY tunnels to the server, whose certificate is checked all the same", async () => {
  const server = await fakes.start({ tls: true });
  const { url: proxy, tunnels } = await startProxy(server);
  const env = { HTTPS_PROXY: proxy };
  const url = "https://fake.test:6443";

  const connection = await fakes.connect({ url }, { env, ca: tlsFile("ca.crt") });
  const stranger = await fakes.connect(
    { url: "https://other.test:6443" },
    { env, ca: tlsFile("ca.crt") },
  );
  const version = await connection.version();
  const error = await failureOf(stranger.version());
  await Promise.all([connection.close(), stranger.close()]);

  expect(version.gitVersion).toBe("v1.36.3-fake");
  expect(tunnels).toContain("fake.test:6443");
  expect(error).toMatchObject({
    message: expect.stringContaining("ERR_TLS_CERT_ALTNAME_INVALID") as unknown,
  });
});

test("connections are kept as long as the certificates stay the same", async () => {
  const pool = createPool({ proxy: undefined, connectTimeoutMs: 1000 });
  fakes.onEnd(pool.close);

  const first = await pool.dispatcher({ cert: "one", key: "k" });
  const same = await pool.dispatcher({ cert: Buffer.from("one"), key: "k" });
  const rotated = await pool.dispatcher({ cert: "two", key: "k" });

  expect(same).toBe(first);
  expect(rotated).not.toBe(first);
});
