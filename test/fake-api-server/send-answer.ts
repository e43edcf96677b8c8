import type { ServerResponse } from "node:http";
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
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault === "html") {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Please log in</html>");
    return;
  }
  const { status, text, headers } = faultyAnswer(answer, fault);
  const plain = Buffer.from(text);
  const isCompressed = answer.gzip && plain.length > GZIP_FROM;
  const body = isCompressed ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": body.length,
    ...(isCompressed && { "content-encoding": "gzip" }),
    ...headers,
  });
  writeBody(response, body, fault);
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
  if (typeof fault !== "object" || !("status" in fault)) return { status, text, headers: {} };
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
