import { parseArgs } from "node:util";
import { generateObjects } from "./generate-objects.ts";
import { startFakeApiServer, tlsFile } from "./start-fake-api-server.ts";
import { writeKubeconfig } from "./write-kubeconfig.ts";

// A fake cluster in a process of its own, for measurements: `node serve.ts --pods 10000 --namespaces 40`. Prints the
// kubeconfig's path once it is ready, and ends when standard input closes.

const { values } = parseArgs({
  options: {
    pods: { type: "string", default: "2000" },
    namespaces: { type: "string", default: "40" },
  },
});
const server = await startFakeApiServer({
  tls: true,
  objects: generateObjects({ pods: Number(values.pods), namespaces: Number(values.namespaces) }),
});
const kubeconfig = await writeKubeconfig([
  {
    server: server.url,
    ca: tlsFile("ca.crt"),
    contexts: { fake: { user: { token: "admin-token" } } },
  },
]);
process.stdin.resume().once("end", () => {
  void Promise.all([server.stop(), kubeconfig.remove()]);
});
process.stdout.write(`${kubeconfig.file}\n`);
