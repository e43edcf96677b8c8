import { parentPort, workerData } from "node:worker_threads";
import { type Answer, type Ask, type DoTask, type ScanTask, taskScanner } from "../scan-task.ts";
import { compilePolicies } from "./compile-policies.ts";
import type { FromWorker, ToWorker, WorkerPolicies } from "./messages.ts";

// The main module of a worker thread: compiles the policies once, then does tasks until the main thread ends it.

const port = parentPort;
if (port === null) throw new Error("this module runs in a worker thread");
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `startWorker` gives
const policies = compilePolicies(workerData as WorkerPolicies);
const scanners = new Map<number, DoTask>();
const questions = new Map<number, (answer: Answer) => void>();
let asked = 0;

function post(message: FromWorker): void {
  port?.postMessage(message);
}

function askFor(id: number): Ask {
  return (question) => {
    const number = (asked += 1);
    const { promise, resolve } = Promise.withResolvers<Answer>();
    questions.set(number, resolve);
    post({ kind: "question", id, number, question });
    return promise;
  };
}

port.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "open":
      scanners.set(message.id, taskScanner(message.setup, policies, askFor(message.id)));
      return;
    case "close":
      scanners.delete(message.id);
      return;
    case "answer":
      questions.get(message.number)?.(message.answer);
      questions.delete(message.number);
      return;
    case "task":
      void doTask(message.id, message.job, message.task);
  }
});

async function doTask(id: number, job: number, task: ScanTask): Promise<void> {
  const result = (await scanners.get(id)?.(task)) ?? {
    kind: "lost",
    message: "the thread does not know the scan",
  };
  post({ kind: "result", job, result });
}

post({ kind: "ready" });
