const KEPT_LINES = 20;
const LONGEST = 300;

/** Of these the server logs two for each request, and nothing else would be left. */
const TELLS_OF_A_REQUEST = /"msg":"(incoming request|request completed)"/;

/** The last lines that each process wrote, to be shown when something fails. */
export class OutputTails {
  readonly #lines = new Map<string, string[]>();

  add(name: string, line: string): void {
    const lines = this.#lines.get(name) ?? [];
    this.#lines.set(name, lines);
    if (TELLS_OF_A_REQUEST.test(line)) return;
    lines.push(line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);
    if (lines.length > KEPT_LINES) lines.shift();
  }

  /** The last lines of this process, or of each that wrote something. */
  report(names: readonly string[] = [...this.#lines.keys()]): string[] {
    return names.flatMap((name) => [
      `Last lines of the ${name}:`,
      ...(this.#lines.get(name) ?? []).map((line) => `  ${line}`),
    ]);
  }
}
