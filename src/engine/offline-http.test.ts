import { expect, test } from "vitest";
import { CelError } from "../cel/values.ts";
import { offlineHttp } from "./offline-http.ts";

const send = offlineHttp({ "POST:https://a.example/x": { ok: true }, "https://b.example/": [1] });

test("a recorded body is found by method and URL, or by the URL alone", () => {
  expect(send({ method: "POST", url: "https://a.example/x", headers: {} })).toEqual({ ok: true });
  expect(send({ method: "GET", url: "https://b.example/", headers: {} })).toEqual([1]);
});

test.for([
  [
    "http://127.0.0.1:9/x",
    "connection to 127.0.0.1:9 blocked: IP 127.0.0.1 falls in blocked range 127.0.0.0/8",
  ],
  [
    "http://localhost:1/",
    "connection to localhost:1 blocked: resolved IP 127.0.0.1 falls in blocked range 127.0.0.0/8",
  ],
  ["https://[::1]/", "connection to [::1]:443 blocked: IP ::1 falls in blocked range ::1/128"],
  [
    "http://169.254.169.254/latest",
    "connection to 169.254.169.254:80 blocked: IP 169.254.169.254 falls in blocked range 169.254.169.254/32",
  ],
  ["ftp://a", 'unsupported protocol scheme "ftp"'],
  ["", 'unsupported protocol scheme ""'],
  ["https://a.example/x", "failed to resolve a.example: lookup a.example: no such host"],
])("GET %s fails: %s", ([url = "", reason = ""]) => {
  const request = { method: "GET", url, headers: {} } as const;
  expect(send(request)).toEqual(new CelError(`request failed: Get "${url}": ${reason}`));
});
