import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { errorCode } from "../error-code.ts";
import { badAnswer, tooLarge } from "./describe-failure.ts";

const inflate = promisify(gunzip);

/** What a body may be, and whom to tell that it comes. */
export interface BodyOptions {
  readonly server: string;
  readonly path: string;
  readonly maxBytes: number;
  readonly isGzip: boolean;
  /** Told of every part, with the bytes so far. */
  readonly onPart: (bytes: number) => void;
}

/** The whole body, uncompressed; rejects with a ClusterError when it is larger than allowed or no gzip although it says so. */
export async function readAnswer(
  body: AsyncIterable<Buffer>,
  { server, path, maxBytes, isGzip, onPart }: BodyOptions,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(server, path, maxBytes);
    onPart(size);
  }
  const bytes = Buffer.concat(chunks, size);
  if (!isGzip) return bytes;
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const code = errorCode(error);
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(server, path, maxBytes);
    if (code === "Z_DATA_ERROR") throw badAnswer(server, path, "something that is not gzip");
    throw error;
  }
}

/** Milliseconds of a `Retry-After`: seconds or a date, as HTTP allows both. */
export function readRetryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== "string") return undefined;
  const seconds = Number(value);
  if (!Number.isNaN(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
