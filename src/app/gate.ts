/** Runs work now, or as soon as enough other work has ended. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** A gate that lets `limit` pieces of work run at once, in the order in which they came. */
export function createGate(limit: number): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes the place over.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
