import { defineConfig } from "vitest/config";

/** One project per kind of test; `cluster` needs Go or KUBEBUILDER_ASSETS and says so when it has neither. */
const include = {
  unit: ["src/**/*.test.ts"],
  contract: ["test/contract/**/*.test.ts"],
  conformance: ["test/conformance/**/*.test.ts"],
  e2e: ["test/e2e/**/*.test.ts"],
  cluster: ["test/cluster/**/*.test.ts"],
};

export default defineConfig({
  test: {
    // Speed is shown by bench/: a test only has to end, also on a busy machine.
    testTimeout: 30_000,
    reporters: ["default", "./test/closing-line-reporter.ts"],
    projects: Object.entries(include).map(([name, patterns]) => ({
      extends: true,
      test: {
        name,
        include: patterns,
        ...(name === "cluster" && { globalSetup: ["./test/cluster/build-binaries.ts"] }),
      },
    })),
  },
});
