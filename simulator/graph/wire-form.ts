import type { Switches } from './switches.ts';
import type { ResultInfo } from './world.ts';

/** How ids, enum values and numbers are written in one message. */
export interface Spelling {
  id(id: string): string;
  status(status: string): string;
  result(result: ResultInfo, of: 'call' | 'operation'): object;
}

/* Samples and live traffic disagree: where the switch says mixed, messages take turns. */
export class WireForm {
  readonly #switches: () => Switches;
  #messages = 0;
  #operations = 0;

  constructor(switches: () => Switches) {
    this.#switches = switches;
  }

  next(): Spelling {
    this.#messages += 1;
    const odd = this.#messages % 2 === 1;
    const { idStyle, enumCase, resultNumbers } = this.#switches();
    const style = idStyle === 'mixed' ? (odd ? 'upperUndashed' : 'dashed') : idStyle;
    const casing = enumCase === 'mixed' ? (odd ? 'camel' : 'pascal') : enumCase;
    return {
      id: (id) => (style === 'dashed' ? id : id.replaceAll('-', '').toUpperCase()),
      status: (status) => cased(status, casing),
      result: ({ code, subcode, message }, of) => {
        const asText = resultNumbers === 'string' || (resultNumbers === 'mixed' && of === 'call');
        const numbers = asText ? { code: String(code), subcode: String(subcode) } : { code, subcode };
        return { '@odata.type': '#microsoft.graph.resultInfo', ...numbers, message };
      },
    };
  }

  /** The turns begin anew. */
  reset(): void {
    this.#messages = 0;
    this.#operations = 0;
  }

  /** Whether the next notification of an operation goes without its id: so many of a hundred, evenly. */
  omitsOperationId(): boolean {
    const share = this.#switches().operationIdOmittedPercent;
    const before = Math.floor((this.#operations * share) / 100);
    this.#operations += 1;
    return Math.floor((this.#operations * share) / 100) > before;
  }
}

function cased(value: string, casing: 'camel' | 'pascal' | 'upper'): string {
  if (casing === 'upper') return value.toUpperCase();
  return casing === 'pascal' ? value.charAt(0).toUpperCase() + value.slice(1) : value;
}

/** Lower-case and dashed, whatever the style; what is no id of ours is only lower-cased. */
export function plainId(text: string): string {
  const hex = text.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) return text.toLowerCase();
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
