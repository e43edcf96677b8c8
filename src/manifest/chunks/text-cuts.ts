/** Before what a text may be cut. */
export type CutPlace = "marker" | "line";

const MARKER = Buffer.from("\n---");
const LINE = Buffer.from("\n{");

/** JSON lines are cut between lines, everything else before document markers. */
export function cutPlace(first: Buffer): CutPlace {
  const [line = "", next = ""] = first.toString("utf8", 0, 64 * 1024).split("\n", 2);
  return next.startsWith("{") && isJson(line) ? "line" : "marker";
}

function isJson(text: string): boolean {
  if (!text.startsWith("{")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Length of the part in front of the last place to cut; 0 when there is none. */
export function cutBehind(data: Buffer, place: CutPlace): number {
  if (place === "line") return data.lastIndexOf(LINE) + 1;
  let at = data.lastIndexOf(MARKER);
  while (at > 0 && !endsMarker(data[at + MARKER.length])) at = data.lastIndexOf(MARKER, at - 1);
  return at + 1;
}

/** A marker has white space behind it; whether it does at the end of the data is not known yet. */
function endsMarker(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 10 || byte === 13;
}
