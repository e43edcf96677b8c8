import type { Services } from "./services.ts";

/** Seconds that a call may take which an MCP client waits for: many give up after 60, and then nothing is answered. */
export const CALL_SECONDS = 50;
/** Seconds that a scan on the command line may take unless another number is given. */
export const COMMAND_SECONDS = 600;

/** Services whose clusters are asked for `seconds` from now: what was not reached by then is not read, for the reason `deadline`. */
export function withDeadline(services: Services, seconds: number): Services {
  const endsAt = Date.now() + seconds * 1000;
  return {
    ...services,
    connect: async (context) => (await services.connect(context)).until(endsAt),
  };
}
