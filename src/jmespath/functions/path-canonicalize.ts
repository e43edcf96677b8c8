import { defineFunction } from "../define-function.ts";

/** `path_canonicalize`: the shortest path that leads to the same place, without a look at any disk. */
export const pathCanonicalize = defineFunction({
  name: "path_canonicalize",
  summary: "the shortest path that leads to the same place",
  args: [["string"]],
  returns: ["string"],
  call: ([path]) => (path === "" ? "" : clean(String(path))),
});

function clean(path: string): string {
  const root = path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (root === "") parts.push(part);
  }
  const cleaned = root + parts.join("/");
  return cleaned === "" ? "." : cleaned;
}
