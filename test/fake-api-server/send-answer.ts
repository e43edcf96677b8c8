import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { failure } from "./answer-request.ts";
import type { FaultKind } from "./faults.ts";

/** Real servers compress what is larger than this. */
const GZIP_FROM = 128 * 1024;

/** Writes the answer, or what the fault makes of it. */
export function sendAnswer(
  response: ServerResponse,
  answer: { readonly status: number; readonly text: string; readonly gzip: boolean },
  fault: FaultKind | undefined,
): void {
  if (fault === "silent") return;
  if (fault === "reset") {
    reset(response);
    return;
  }
  if (fault === "html") {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Please log in</html>");
    return;
  }
  if (fault === "endless") {
    void flood(response);
    return;
  }
  const { status, text, headers } = faultyAnswer(answer, fault);
  const { body, isCompressed } = encode(text, answer.gzip, fault);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": body.length,
    ...(isCompressed && { "content-encoding": "gzip" }),
    ...headers,
  });
  writeBody(response, body, fault);
}

/** Resets the TCP connection, which a TLS socket has inside. */
function reset({ socket }: ServerResponse): void {
  const parent: unknown = socket === null ? undefined : Reflect.get(socket, "_parent");
  if (parent instanceof Socket) parent.resetAndDestroy();
  else socket?.resetAndDestroy();
}

/** The body as bytes, compressed where a real server does it or the fault is about that. */
function encode(
  text: string,
  gzip: boolean,
  fault: FaultKind | undefined,
): { readonly body: Buffer; readonly isCompressed: boolean } {
  const plain = Buffer.from(text);
  if (fault === "corrupt-gzip") return { body: plain, isCompressed: true };
  if (fault === "truncated-gzip") {
    const whole = gzipSync(plain);
    return { body: whole.subarray(0, Math.floor(whole.length / 2)), isCompressed: true };
  }
  const isCompressed = gzip && plain.length > GZIP_FROM;
  return { body: isCompressed ? gzipSync(plain, { level: 1 }) : plain, isCompressed };
}

/** Items without end, no faster than the other side takes them. */
async function flood(response: ServerResponse): Promise<void> {
  const item = `{"metadata":{"name":"${"x".repeat(1000)}"}},`;
  const chunk = item.repeat(64);
  const closed = once(response, "close");
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[');
  while (!response.destroyed) {
    const isTaken = response.write(chunk);
    if (isTaken) continue;
    const read = new AbortController();
    // oxlint-disable-next-line no-await-in-loop -- waits until the other side has read
    await Promise.race([once(response, "drain", read).catch(() => undefined), closed]);
    read.abort();
  }
}

interface FaultyAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

function faultyAnswer(
  { status, text }: { readonly status: number; readonly text: string },
  fault: FaultKind | undefined,
): FaultyAnswer {
  if (fault === "other-json") return { status: 200, text: '{"hello":"world"}', headers: {} };
  if (fault === "invalid-json") {
    return { status, text: text.slice(0, Math.floor(text.length / 2)), headers: {} };
  }
  if (typeof fault !== "object") return { status, text, headers: {} };
  if ("contentType" in fault) {
    return { status, text, headers: { "content-type": fault.contentType } };
  }
  if (!("status" in fault)) return { status, text, headers: {} };
  const message = fault.message ?? `made to fail with ${fault.status}`;
  return {
    ...failure(fault.status, "Fault", message),
    headers: fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter },
  };
}

function writeBody(response: ServerResponse, body: Buffer, fault: FaultKind | undefined): void {
  const half = body.subarray(0, Math.floor(body.length / 2));
  if (fault === "truncated") {
    response.write(half, () => response.socket?.destroy());
  } else if (fault === "reset-half-way") {
    response.write(half, () => reset(response));
  } else if (fault === "stalled") {
    response.write(half);
  } else if (typeof fault === "object" && "bytesPerMs" in fault) {
    void trickle(response, body, fault.bytesPerMs);
  } else {
    response.end(body);
  }
}

async function trickle(response: ServerResponse, body: Buffer, bytesPerMs: number): Promise<void> {
  const step = bytesPerMs * 10;
  let sent = 0;
  for (; body.length - sent > step && !response.destroyed; sent += step) {
    response.write(body.subarray(sent, sent + step));
    // oxlint-disable-next-line no-await-in-loop -- slow on purpose
    await sleep(10);
  }
  await sleep(10);
  response.end(body.subarray(sent));
}
