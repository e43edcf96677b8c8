/** Breaks off one request: when its caller stops, or when a stage of it takes longer than its limit. */
export interface Clock {
  readonly signal: AbortSignal;
  /** Gives the request `ms` from now for its next stage, in place of the stage before; it then fails with `error`, if that says one. */
  readonly allow: (ms: number, error: () => Error | undefined) => void;
  /** Ends the stage; only the whole request is limited now. */
  readonly endStage: () => void;
  /** Stops the timers and stops listening to the caller. */
  readonly stop: () => void;
}

/**
 * Starts the clock of one request: `ms` for everything, after which it fails with `error`. Own timers, because those of
 * `AbortSignal.timeout` outlive the request, and signals joined by `AbortSignal.any` stay on a caller that lives long.
 */
export function startClock(ms: number, error: () => Error, caller: AbortSignal | undefined): Clock {
  const controller = new AbortController();
  const onCallerStops = (): void => {
    controller.abort(caller?.reason);
  };
  const whole = setTimeout(() => controller.abort(error()), Math.max(0, ms));
  let stage: NodeJS.Timeout | undefined;
  if (caller?.aborted === true) onCallerStops();
  else caller?.addEventListener("abort", onCallerStops, { once: true });

  return {
    signal: controller.signal,
    allow: (stageMs, stageError) => {
      clearTimeout(stage);
      stage = setTimeout(() => {
        const failure = stageError();
        if (failure !== undefined) controller.abort(failure);
      }, stageMs);
    },
    endStage: () => {
      clearTimeout(stage);
    },
    stop: () => {
      clearTimeout(whole);
      clearTimeout(stage);
      caller?.removeEventListener("abort", onCallerStops);
    },
  };
}

/** `promise`, or a rejection with the signal's reason as soon as it aborts. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    reject(signal.reason);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
