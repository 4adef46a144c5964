import type { LedgerView } from '../../simulator/control-client.ts';

const COLUMNS = ['arrived', 'executed', 'repeats', 'refused'] as const;
const NAME_COLUMNS = 22;

/** Which requests the provider was asked and carried out, and which events it delivered. */
export function ledgerTable({ summary }: LedgerView): string[] {
  const row = (name: string, cells: readonly (string | number)[]) =>
    `  ${name.padEnd(NAME_COLUMNS)}${cells.map((cell) => String(cell).padStart(10)).join('')}`;
  const asked = Object.entries(summary.operations).filter(([, { arrived }]) => arrived > 0);
  return [
    row('request', COLUMNS),
    ...asked.map(([name, counts]) =>
      row(
        name,
        COLUMNS.map((column) => counts[column]),
      ),
    ),
    '  Events delivered by signed webhooks:',
    ...Object.entries(summary.webhooks).map(([type, { delivered }]) => `    ${delivered} × ${type}`),
  ];
}
