/** Counts and prints what was checked. A case that throws is one failure and does not end the run. */
export class Report {
  #passed = 0;
  #failed = 0;

  equal(claim: string, actual: unknown, expected: unknown): void {
    const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (is === should) {
      this.#passed += 1;
      process.stdout.write(`  ok    ${claim}\n`);
    } else {
      this.#failed += 1;
      process.stdout.write(`  FAIL  ${claim}: ${is} instead of ${should}\n`);
    }
  }

  async runCase(name: string, body: () => Promise<void>): Promise<void> {
    process.stdout.write(`${name}\n`);
    try {
      await body();
    } catch (error) {
      this.#failed += 1;
      process.stdout.write(`  FAIL  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    }
  }

  leaveOut(name: string, reason: string): void {
    process.stdout.write(`${name}\n  left out: ${reason}\n`);
  }

  /** Prints the last line; the exit code. */
  finish(): number {
    process.stdout.write(`${this.#passed} passed, ${this.#failed} failed\n`);
    return this.#failed === 0 ? 0 : 1;
  }
}
