import { ClusterError } from "../cluster-error.ts";
import { orAborted } from "../transport/clock.ts";
import type { Discovery } from "../discover.ts";

/** How one caller gets a discovery. */
export interface Asking {
  readonly suffices: (remembered: Discovery) => boolean;
  readonly isKept: (answer: Discovery) => boolean;
  readonly ask: (signal: AbortSignal) => Promise<Discovery>;
  readonly signal: AbortSignal | undefined;
}

/** How long a discovery is remembered, in milliseconds: a CRD installed meanwhile is found by `suffices`. */
const KEPT_MS = 60_000;
/** A discovery younger than this is not asked for again, whatever is missing in it. */
const FRESH_MS = 2000;

interface Memory {
  known?: { readonly discovery: Discovery; readonly at: number } | undefined;
  flight?: Flight | undefined;
}

/** A question that is under way, and how many wait for its answer: without anybody it is broken off. */
interface Flight {
  readonly answer: Promise<Discovery>;
  readonly end: AbortController;
  waiting: number;
}

/** By `ClusterConnection.origin`: what is known of a server lives as long as the connection to it. */
const memories = new WeakMap<object, Memory>();

/** What is remembered under `origin` if that will do, else the server's answer; callers at the same time share one question. */
export async function remembered(origin: object, asking: Asking): Promise<Discovery> {
  asking.signal?.throwIfAborted();
  const memory = memories.get(origin) ?? {};
  memories.set(origin, memory);
  const known = freshEnough(memory, asking);
  if (known !== undefined) return known;
  const joined = memory.flight;
  const flight = joined ?? takeOff(memory, asking);
  try {
    return await land(memory, flight, asking.signal);
  } catch (error) {
    // The one who asked ran out of time; this one may have some left.
    const isTheirs = error instanceof ClusterError && error.reason === "deadline";
    if (joined === undefined || !isTheirs) throw error;
    return land(memory, takeOff(memory, asking), asking.signal);
  }
}

function freshEnough({ known }: Memory, { suffices }: Asking): Discovery | undefined {
  if (known === undefined) return undefined;
  const age = Date.now() - known.at;
  const willDo = age < KEPT_MS && (age < FRESH_MS || suffices(known.discovery));
  return willDo ? known.discovery : undefined;
}

/** Drops what is remembered under `origin`. */
export function forget(origin: object): void {
  const memory = memories.get(origin);
  if (memory !== undefined) memory.known = undefined;
}

function takeOff(memory: Memory, { ask, isKept }: Asking): Flight {
  const end = new AbortController();
  const answer = ask(end.signal);
  const flight = { answer, end, waiting: 0 };
  memory.flight = flight;
  void note(memory, flight, isKept);
  return flight;
}

async function note(
  memory: Memory,
  flight: Flight,
  isKept: (answer: Discovery) => boolean,
): Promise<void> {
  try {
    const discovery = await flight.answer;
    memory.known = isKept(discovery) ? { discovery, at: Date.now() } : undefined;
  } catch {
    // Those who wait are told.
  } finally {
    if (memory.flight === flight) memory.flight = undefined;
  }
}

async function land(
  memory: Memory,
  flight: Flight,
  signal: AbortSignal | undefined,
): Promise<Discovery> {
  flight.waiting += 1;
  try {
    return signal === undefined ? await flight.answer : await orAborted(flight.answer, signal);
  } finally {
    flight.waiting -= 1;
    if (flight.waiting === 0) {
      if (memory.flight === flight) memory.flight = undefined;
      flight.end.abort();
    }
  }
}
