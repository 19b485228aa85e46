import { ChorusError, writeAll, type RunEvent } from '@chorus/proto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RunLog } from '../run/run-log.ts';

/** The time after which something is sent: a connection that nobody is at the other end of is found out. */
const PING_INTERVAL_MS = 15_000;
/** A browser that has lost its connection tries again after this. */
const RETRY_MS = 1_000;

/**
 * Sends a run's events as server-sent events until it ends or the browser leaves. C6: an event's `id`
 * is its sequence number, so that a browser that connects again (Last-Event-ID) misses none. It is
 * written no faster than it is read: see decision 003.
 */
export async function streamEvents(
  log: RunLog,
  fromSequence: number,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.write(`retry: ${RETRY_MS}\n\n`);
  const pinging = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, PING_INTERVAL_MS);
  try {
    await writeAll(response, messagesOf(log.watch(fromSequence, true, controller.signal)));
    response.end();
  } catch {
    // The headers are out: breaking off is the only way to say that it went wrong.
    response.destroy();
  } finally {
    clearInterval(pinging);
  }
}

/**
 * The first event that a request asks for: the one after Last-Event-ID, else that of `from`, else 1.
 *
 * @throws ChorusError `invalid` when it is no sequence number
 */
export function firstSequence({ headers }: IncomingMessage, query: URLSearchParams): number {
  const lastId = headers['last-event-id'];
  if (lastId !== undefined) return sequenceOf('Last-Event-ID', String(lastId)) + 1;
  return sequenceOf('from', query.get('from') ?? '1');
}

function sequenceOf(name: string, text: string): number {
  const sequence = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(sequence)) return sequence;
  throw new ChorusError('invalid', `${name} must be a sequence number, not '${text}'`);
}

async function* messagesOf(events: AsyncIterable<RunEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    // Progress has no number of its own: the browser keeps the last one that it was given.
    const id = event.sequence === 0 ? '' : `id: ${event.sequence}\n`;
    yield `${id}data: ${JSON.stringify(event)}\n\n`;
  }
}
