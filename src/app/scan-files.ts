import { type Found, findSources, readSources } from "../manifest/load-documents.ts";
import { formatProblem, type Problem } from "../manifest/problem.ts";
import { UserError } from "../manifest/user-error.ts";
import { type GatheredFiles, gatherFiles } from "../pipeline/gather-files.ts";
import type { ScanFilter } from "../pipeline/scan-filter.ts";
import { createScanPool } from "../pipeline/scan-pool.ts";
import type { Scan } from "../results/scan.ts";
import { createTally } from "../results/tally.ts";
import type { PreparedPolicies } from "./prepare-policies.ts";
import { manifestScan, scanManifests } from "./scan-manifests.ts";
import type { Services } from "./services.ts";

/** Which files to scan and with what. */
export interface FileScan {
  readonly paths: readonly string[];
  readonly stdin: () => Promise<Uint8Array>;
  readonly policies: PreparedPolicies;
  readonly filter: ScanFilter;
  /** Bytes from which files are scanned in chunks; 8 MB by default. */
  readonly largeBytes?: number;
  /** Bytes of a chunk. */
  readonly chunkBytes?: number;
}

/** Less than this is read and scanned before threads have started. */
const LARGE_BYTES = 8 * 1024 * 1024;

/**
 * Scans the manifests in files. Many bytes are scanned in chunks, on threads, without holding them, where each object can be
 * judged by itself; policies that look at namespaces or other objects need all manifests at once. Throws a `UserError` when
 * nothing could be read.
 */
export async function scanFiles(input: FileScan, services: Services): Promise<Scan> {
  const found = await findSources(input.paths, { stdin: input.stdin });
  const { policies, filter, largeBytes = LARGE_BYTES } = input;
  if (bytesOf(found) >= largeBytes && judgesOneByOne(policies)) {
    const scan = await scanInChunks(found, input, services);
    if (scan !== undefined) return scan;
  }
  const loaded = await readSources(found);
  refuseUnreadable(loaded.documents.length, loaded.problems);
  return scanManifests({ ...loaded, policies, filter }, services);
}

function bytesOf(found: readonly Found[]): number {
  return found.reduce((sum, one) => sum + (one.kind === "source" ? one.source.bytes : 0), 0);
}

/** What names the manifests beside the one that is judged; whatever else asks for another object is noticed when it does. */
const LOOKS_AROUND =
  /namespaceObject|namespaceSelector|\bresource\.(?:Get|List)\b|"apiCall"|"configMap"/u;

function judgesOneByOne({ policies, exceptions }: PreparedPolicies): boolean {
  const specs = policies.map(({ compiled }) => compiled.source.spec);
  return !LOOKS_AROUND.test(JSON.stringify([specs, exceptions]));
}

async function scanInChunks(
  found: readonly Found[],
  { policies, filter, chunkBytes }: FileScan,
  { signal, onProgress }: Services,
): Promise<Scan | undefined> {
  const started = performance.now();
  const pool = createScanPool({ ...policies, signal });
  let gathered: GatheredFiles | undefined;
  try {
    gathered = await gatherFiles(found, pool, {
      filter,
      ...(chunkBytes !== undefined && { chunkBytes }),
      onProgress: (done) => onProgress?.({ done, message: "evaluating" }),
    });
  } finally {
    await pool.close();
  }
  if (gathered === undefined) return undefined;
  const { parts, documents, problems } = gathered;
  if (gathered.lost.length === 0) refuseUnreadable(documents, problems);
  const tally = createTally();
  const facts = policies.policies.map((policy) => policy.facts);
  // Each part is forgotten as soon as it is counted.
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) tally.take(part, facts);
  const lost = gathered.lost.map(({ file, message }) => ({
    context: "",
    resource: file,
    reason: "not evaluated",
    message: `a part of the file was lost while it was evaluated: ${message}`,
  }));
  return manifestScan({ problems, policies, tally: tally.finish(), lost, started });
}

/** Input of which nothing can be read is bad input; a part that can't be read is a gap in the answer. */
function refuseUnreadable(documents: number, problems: readonly Problem[]): void {
  const errors = problems.filter(({ level }) => level !== "warning");
  const [first, ...others] = errors;
  if (documents > 0 || first === undefined) return;
  const more = others.length === 0 ? "" : `\n(and ${others.length} more of this kind)`;
  throw new UserError(`nothing could be read: ${formatProblem(first)}${more}`, {
    hint: "name files or folders with Kubernetes objects as YAML or JSON, or - for standard input",
  });
}
