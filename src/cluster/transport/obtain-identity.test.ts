import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import {
  tlsFile,
  type FakeApiServer,
} from "../../../test/fake-api-server/start-fake-api-server.ts";
import { failureOf, useFakes } from "../../../test/fake-api-server/use-fakes.ts";

const fakes = useFakes();

async function userOf(server: FakeApiServer, user: Record<string, unknown>): Promise<unknown> {
  const connection = await fakes.connect(server, { user });
  await connection.version();
  return server.requests.at(-1)?.user;
}

function base64(name: "client.crt" | "client.key"): string {
  return Buffer.from(tlsFile(name)).toString("base64");
}

test("a token, a password and a client certificate each say who asks", async () => {
  const server = await fakes.start({
    tls: true,
    users: { t: { name: "token-user", groups: [] }, YTpi: { name: "a", groups: [] } },
  });

  expect(await userOf(server, { token: "t" })).toBe("token-user");
  expect(await userOf(server, { username: "a", password: "b" })).toBe("a");
  expect(
    await userOf(server, {
      "client-certificate-data": base64("client.crt"),
      "client-key-data": base64("client.key"),
    }),
  ).toBe("certified");
  expect(await userOf(server, {})).toBe("system:anonymous");
});

test("a token file is read again when the server refuses the old token, and beats the token", async () => {
  const server = await fakes.start({ users: { new: { name: "rotated", groups: [] } } });
  const tokenFile = path.join(await fakes.folder(), "token");
  await writeFile(tokenFile, "old\n");
  const connection = await fakes.connect(server, { user: { tokenFile, token: "stale" } });
  const refused = await failureOf(connection.version());
  await writeFile(tokenFile, "new\n");

  await connection.version();

  expect(refused).toMatchObject({ reason: "unauthorized", status: 401 });
  expect(server.requests.at(-1)?.user).toBe("rotated");
});

test("impersonation carries the user, every group, the uid and the extras", async () => {
  const server = await fakes.start();
  const connection = await fakes.connect(server, {
    user: {
      token: "admin-token",
      as: "jane",
      "as-uid": "7",
      "as-groups": ["devs", "ops"],
      "as-user-extra": { "example.com/team": ["a"] },
    },
  });

  await connection.version();

  expect(server.requests.at(-1)?.headers).toMatchObject({
    "impersonate-user": ["jane"],
    "impersonate-uid": ["7"],
    "impersonate-group": ["devs", "ops"],
    "impersonate-extra-example.com%2fteam": ["a"],
  });
});

test("requests name the program and its version", async () => {
  const server = await fakes.start();
  const connection = await fakes.connect(server);

  await connection.version();

  expect(server.requests.at(-1)?.headers["user-agent"]).toEqual([
    expect.stringMatching(/^kyverno-mcp\/\d+\.\d+\.\d+$/),
  ]);
});

test("the server's certificate must come from the kubeconfig's authority", async () => {
  const server = await fakes.start({ tls: true });
  const trusting = await fakes.connect(server, { ca: tlsFile("ca.crt") });
  const other = await fakes.connect(server, { ca: tlsFile("client.crt") });

  const version = await trusting.version();
  const error = await failureOf(other.version());

  expect(version.gitVersion).toBe("v1.36.3-fake");
  expect(error).toMatchObject({
    reason: "unreachable",
    message: expect.stringContaining("a certificate that is not trusted") as unknown,
  });
});

test.for([
  ["an unknown authority", "server.crt", "second-ca.crt", "an authority that the kubeconfig"],
  ["an expired certificate", "expired.crt", "second-ca.crt", "it has expired"],
  ["another host's certificate", "other-host.crt", "second-ca.crt", "it is for another host name"],
] as const)("%s is named", async ([, certificate, ca, words]) => {
  const server = await fakes.start({ tls: true, certificate });
  const connection = await fakes.connect(server, { ca: tlsFile(ca) });

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({
    reason: "unreachable",
    message: expect.stringContaining(words) as unknown,
    hint: expect.stringMatching(/certificate|tls-server-name/u) as unknown,
  });
});

test("tls-server-name says whose certificate is meant", async () => {
  const server = await fakes.start({ tls: true, certificate: "other-host.crt" });
  const connection = await fakes.connect(server, {
    ca: tlsFile("second-ca.crt"),
    tlsServerName: "elsewhere.test",
  });

  expect((await connection.version()).gitVersion).toBe("v1.36.3-fake");
});

test("a client certificate without its key is refused with what to check", async () => {
  const server = await fakes.start({ tls: true });
  const user = {
    "client-certificate-data": base64("client.crt"),
    "client-key-data": Buffer.from(tlsFile("server.key")).toString("base64"),
  };
  const connection = await fakes.connect(server, { user });

  expect(await failureOf(connection.version())).toMatchObject({
    reason: "unauthorized",
    message: expect.stringContaining("client certificate or key in the kubeconfig") as unknown,
  });
});

test("a token whose time is over is said to have expired, and not shown", async () => {
  const server = await fakes.start();
  const token = jwt(1_700_000_000);
  const connection = await fakes.connect(server, { user: { token } });

  const error = await failureOf(connection.version());

  expect(error).toMatchObject({
    reason: "unauthorized",
    message: "Unauthorized; the token expired at 2023-11-14T22:13:20.000Z",
  });
  expect(String(error)).not.toContain(token.slice(0, 20));
});

test("an oidc user's token comes from client-node, and an expired one is named", async () => {
  const [past, future] = [1_000_000_000, 10_000_000_000];
  const server = await fakes.start({ users: { [jwt(future)]: { name: "oidc", groups: [] } } });

  const user = await userOf(server, oidcUser(future));
  const error = await failureOf(userOf(server, oidcUser(past)));

  expect(user).toBe("oidc");
  expect(error).toMatchObject({
    reason: "unauthorized",
    message: 'auth-provider of user "fake" gave no credential: its token has expired or is missing',
  });
});

test("a user with a token and a password is refused, as in kubectl", async () => {
  const server = await fakes.start();

  const error = await failureOf(userOf(server, { token: "t", username: "a", password: "b" }));

  expect(error).toMatchObject({ message: 'user "fake" has both a token and a password' });
});

test("a certificate file that can't be read is named", async () => {
  const server = await fakes.start();

  const error = await failureOf(
    userOf(server, { "client-certificate": "/none/a.crt", "client-key": "/none/a.key" }),
  );

  expect(error).toMatchObject({
    reason: "unauthorized",
    message: "/none/a.crt: the certificate or key cannot be read (ENOENT)",
  });
});

/** A token that is valid until `exp`, in seconds since the epoch. */
function jwt(exp: number): string {
  const parts = [{ alg: "none" }, { exp }].map((value) =>
    Buffer.from(JSON.stringify(value)).toString("base64url"),
  );
  return `${parts.join(".")}.signature`;
}

function oidcUser(exp: number): Record<string, unknown> {
  return { "auth-provider": { name: "oidc", config: { "id-token": jwt(exp) } } };
}
