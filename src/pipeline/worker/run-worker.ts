import { parentPort, workerData } from "node:worker_threads";
import type { LookupAnswer, SendLookups } from "../lookups.ts";
import { pageScanner, type ScanPage } from "../scan-page.ts";
import { compilePolicies } from "./compile-policies.ts";
import type { FromWorker, ToWorker, WorkerPolicies } from "./messages.ts";

// The main module of a worker thread: compiles the policies once, then scans pages until the main thread ends it.

const port = parentPort;
if (port === null) throw new Error("this module runs in a worker thread");
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `createScanPool` gives its workers
const policies = compilePolicies(workerData as WorkerPolicies);
const scanners = new Map<number, ScanPage>();
const questions = new Map<number, (answers: readonly LookupAnswer[]) => void>();
let asked = 0;

function post(message: FromWorker): void {
  port?.postMessage(message);
}

function sendFor(id: number): SendLookups {
  return (lookups) => {
    const question = (asked += 1);
    const { promise, resolve } = Promise.withResolvers<readonly LookupAnswer[]>();
    questions.set(question, resolve);
    post({ kind: "needs", id, question, lookups });
    return promise;
  };
}

port.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "open":
      scanners.set(message.id, pageScanner(message.setup, policies, sendFor(message.id)));
      return;
    case "close":
      scanners.delete(message.id);
      return;
    case "answers":
      questions.get(message.question)?.(message.answers);
      questions.delete(message.question);
      return;
    case "page":
      void scanPage(message.id, message.job, message.page);
  }
});

async function scanPage(
  id: number,
  job: number,
  page: Extract<ToWorker, { kind: "page" }>["page"],
): Promise<void> {
  const scan = scanners.get(id);
  const result =
    scan === undefined
      ? { kind: "lost" as const, message: "the worker does not know the scan" }
      : await scan(page);
  post({ kind: "result", job, result });
}

post({ kind: "ready" });
