/** One server-sent event. */
export interface StreamedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** An open stream of events, which is read as it comes. */
export class EventSource {
  readonly status: number;
  readonly contentType: string | null;
  readonly events: AsyncGenerator<StreamedEvent, void>;
  readonly close: () => void;

  private constructor(response: Response, close: () => void) {
    this.status = response.status;
    this.contentType = response.headers.get('content-type');
    this.events = eventsIn(response);
    this.close = close;
  }

  static async open(url: string, lastEventId?: string): Promise<EventSource> {
    const closing = new AbortController();
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const response = await fetch(url, { headers, signal: closing.signal });
    return new EventSource(response, () => closing.abort());
  }

  /** The next event; none when the stream has ended or broken. */
  async next(): Promise<StreamedEvent | undefined> {
    const next = await this.events.next();
    return next.done === true ? undefined : next.value;
  }

  /** All events up to the one that holds, or to the end. */
  async until(holds: (event: StreamedEvent) => boolean): Promise<StreamedEvent[]> {
    const seen: StreamedEvent[] = [];
    for (let event = await this.next(); event !== undefined; event = await this.next()) {
      seen.push(event);
      if (holds(event)) break;
    }
    return seen;
  }
}

async function* eventsIn(response: Response): AsyncGenerator<StreamedEvent, void> {
  let text = '';
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      yield* blocks.flatMap(eventIn);
    }
  } catch {
    // Broken, by us or by the other side.
  }
}

/** Comments and hints are no events. */
function eventIn(block: string): StreamedEvent[] {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const [id, type, data] = ['id', 'event', 'data'].map((field) => fields.get(field));
  if (id === undefined || type === undefined || data === undefined) return [];
  return [{ id, type, data: JSON.parse(data) as Record<string, unknown> }];
}
