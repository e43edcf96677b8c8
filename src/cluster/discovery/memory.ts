import { ClusterError } from "../cluster-error.ts";
import { orAborted } from "../transport/clock.ts";

/** How one caller gets an answer. */
export interface Asking<T> {
  readonly suffices: (remembered: T) => boolean;
  readonly isKept: (answer: T) => boolean;
  readonly ask: (signal: AbortSignal) => Promise<T>;
  readonly signal: AbortSignal | undefined;
}

/** Answers of servers, each remembered as long as the object that stands for the connection lives, and no longer than a while. */
export interface Memory<T> {
  /** What is remembered under `origin` if that will do, else the server's answer; callers at the same time share one question. */
  readonly recall: (origin: object, asking: Asking<T>) => Promise<T>;
  readonly forget: (origin: object) => void;
}

/** How long an answer is remembered, in milliseconds: what was installed meanwhile is found by `suffices`. */
const KEPT_MS = 60_000;
/** An answer younger than this is not asked for again, whatever is missing in it. */
const FRESH_MS = 2000;

interface Entry<T> {
  known?: { readonly answer: T; readonly at: number } | undefined;
  flight?: Flight<T> | undefined;
}

/** A question that is under way, and how many wait for its answer: without anybody it is broken off. */
interface Flight<T> {
  readonly answer: Promise<T>;
  readonly end: AbortController;
  waiting: number;
}

/** An empty memory. */
export function createMemory<T>(): Memory<T> {
  const entries = new WeakMap<object, Entry<T>>();

  const recall = async (origin: object, asking: Asking<T>): Promise<T> => {
    asking.signal?.throwIfAborted();
    const entry = entries.get(origin) ?? {};
    entries.set(origin, entry);
    const known = freshEnough(entry, asking);
    if (known !== undefined) return known.answer;
    const joined = entry.flight;
    try {
      return await land(entry, joined ?? takeOff(entry, asking), asking.signal);
    } catch (error) {
      // The one who asked ran out of time; this one may have some left.
      const isTheirs = error instanceof ClusterError && error.reason === "deadline";
      if (joined === undefined || !isTheirs) throw error;
      return land(entry, takeOff(entry, asking), asking.signal);
    }
  };

  return {
    recall,
    forget: (origin) => {
      const entry = entries.get(origin);
      if (entry !== undefined) entry.known = undefined;
    },
  };
}

function freshEnough<T>({ known }: Entry<T>, { suffices }: Asking<T>): Entry<T>["known"] {
  if (known === undefined) return undefined;
  const age = Date.now() - known.at;
  const willDo = age < KEPT_MS && (age < FRESH_MS || suffices(known.answer));
  return willDo ? known : undefined;
}

function takeOff<T>(entry: Entry<T>, { ask, isKept }: Asking<T>): Flight<T> {
  const end = new AbortController();
  const flight = { answer: ask(end.signal), end, waiting: 0 };
  entry.flight = flight;
  void note(entry, flight, isKept);
  return flight;
}

async function note<T>(
  entry: Entry<T>,
  flight: Flight<T>,
  isKept: (answer: T) => boolean,
): Promise<void> {
  try {
    const answer = await flight.answer;
    entry.known = isKept(answer) ? { answer, at: Date.now() } : undefined;
  } catch {
    // Those who wait are told.
  } finally {
    if (entry.flight === flight) entry.flight = undefined;
  }
}

async function land<T>(
  entry: Entry<T>,
  flight: Flight<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  flight.waiting += 1;
  try {
    return signal === undefined ? await flight.answer : await orAborted(flight.answer, signal);
  } finally {
    flight.waiting -= 1;
    if (flight.waiting === 0) {
      if (entry.flight === flight) entry.flight = undefined;
      flight.end.abort();
    }
  }
}
