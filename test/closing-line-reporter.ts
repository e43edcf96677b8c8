import type { Reporter, TestModule } from "vitest/node";

/** Prints `N passed, N failed` alone on the last line, so that any CI can read the outcome. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      // A file that does not load and a hook that throws have no test to fail for them.
      counts.failed += module.errors().length > 0 ? 1 : 0;
      for (const suite of module.children.allSuites()) {
        counts.failed += suite.errors().length > 0 ? 1 : 0;
      }
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
    }
    const { passed, failed } = counts;
    const skipped = counts.skipped + counts.pending;
    const tail = skipped > 0 ? `, ${skipped} skipped` : "";
    process.stdout.write(`\n${passed} passed, ${failed} failed${tail}\n`);
  }
}
