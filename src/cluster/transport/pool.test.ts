import { createServer, connect as connectSocket, type Server, type Socket } from "node:net";
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
  return { url: `http://127.0.0.1:${await listenOn(proxy)}`, tunnels };
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

/** A SOCKS5 proxy without authentication that leads every tunnel to `server`; notes the host names it was asked for. */
async function startSocks(
  server: FakeApiServer,
): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const proxy = createServer((client) => {
    client.once("data", () => {
      client.write(Buffer.from([5, 0]));
      client.once("data", (request) => {
        asked.push(request.subarray(5, 5 + (request[4] ?? 0)).toString());
        const target = connectSocket(Number(new URL(server.url).port), "127.0.0.1", () => {
          client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          client.pipe(target).pipe(client);
        });
        target.on("error", () => client.destroy());
        client.on("error", () => target.destroy());
        client.on("close", () => target.destroy());
      });
    });
  });
  return { url: `socks5://127.0.0.1:${await listenOn(proxy)}`, asked };
}

async function listenOn(proxy: Server): Promise<number> {
  const sockets = new Set<Socket>();
  proxy.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  fakes.onEnd(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => proxy.close(resolve));
  });
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("no port was assigned");
  return address.port;
}

test("a SOCKS proxy of the kubeconfig leads to the server, whose name it looks up itself", async () => {
  const server = await fakes.start({ tls: true });
  const { url: proxyUrl, asked } = await startSocks(server);
  const connection = await fakes.connect(
    { url: "https://fake.test:6443" },
    { ca: tlsFile("ca.crt"), proxyUrl },
  );

  const version = await connection.version();
  await connection.close();

  expect(version.gitVersion).toBe("v1.36.3-fake");
  expect(asked).toEqual(["fake.test"]);
});

test("a proxy that refuses is named, its password is not", async () => {
  const proxy = createServer((client) => {
    client.once("data", () => client.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"));
  });
  const port = await listenOn(proxy);
  const connection = await fakes.connect(
    { url: "https://fake.test:6443" },
    { env: { HTTPS_PROXY: `http://someone:hunter2@127.0.0.1:${port}` } },
  );

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({
    reason: "unreachable",
    message: `https://fake.test:6443 cannot be reached through the proxy http://127.0.0.1:${port}: the proxy refuses with 403`,
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
