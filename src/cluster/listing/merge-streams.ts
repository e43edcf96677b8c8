/**
 * Runs the streams of `queue` at most `limit` at once and hands on what they yield as it comes. Each stream works ahead by one
 * value only, so that memory stays bounded; a stream may append others to the queue. On the way out `onEnd` must break off what streams wait for, and
 * every stream is ended.
 * @yields the streams' values
 */
export async function* mergeStreams<T>(
  queue: (() => AsyncGenerator<T, void, undefined>)[],
  limit: number,
  onEnd: () => void,
): AsyncGenerator<T, void, undefined> {
  const running = new Map<AsyncGenerator<T>, Promise<Step<T>>>();
  const advance = (stream: AsyncGenerator<T, void, undefined>): void => {
    running.delete(stream);
    running.set(stream, step(stream));
  };
  try {
    for (;;) {
      for (const start of queue.splice(0, limit - running.size)) advance(start());
      if (running.size === 0) return;
      // oxlint-disable-next-line no-await-in-loop -- waits for whichever stream is next
      const { stream, result, failure } = await Promise.race(running.values());
      if (failure !== undefined) throw failure.error;
      if (result.done === true) {
        running.delete(stream);
      } else {
        advance(stream);
        yield result.value;
      }
    }
  } finally {
    onEnd();
    await Promise.allSettled([...running.keys()].map((stream) => stream.return(undefined)));
  }
}

type Stream<T> = AsyncGenerator<T, void, undefined>;
type Step<T> =
  | {
      readonly stream: Stream<T>;
      readonly result: IteratorResult<T, void>;
      readonly failure?: never;
    }
  | {
      readonly stream: Stream<T>;
      readonly result?: never;
      readonly failure: { readonly error: unknown };
    };

/** The next value; a failure is a value too, since nobody may be waiting for it. */
async function step<T>(stream: Stream<T>): Promise<Step<T>> {
  try {
    return { stream, result: await stream.next() };
  } catch (error) {
    return { stream, failure: { error } };
  }
}
