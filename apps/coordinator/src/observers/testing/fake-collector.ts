import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as OTLP's JSON has it, with its attributes as one object. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Absent at the root. */
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Record<string, unknown>;
  readonly error: string | undefined;
}

interface WireAttribute {
  readonly key: string;
  readonly value: Record<string, unknown>;
}

interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly WireAttribute[];
  readonly status: { readonly code: number; readonly message?: string };
}

interface WireTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly WireAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

const STATUS_ERROR = 2;

/** What receives OTLP over HTTP in a test; of protobuf it only notes that it came. */
export class FakeCollector {
  readonly spans: ReceivedSpan[] = [];
  readonly contentTypes = new Set<string | undefined>();
  readonly paths = new Set<string | undefined>();
  resource: Record<string, unknown> = {};
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      this.contentTypes.add(request.headers['content-type']);
      this.paths.add(request.url);
      if (request.headers['content-type'] === 'application/json') {
        this.#take((await json(request)) as WireTraces);
      } else request.resume();
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  }

  static async start(): Promise<FakeCollector> {
    const collector = new FakeCollector();
    collector.#server.listen(0, '127.0.0.1');
    await once(collector.#server, 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #take({ resourceSpans }: WireTraces): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      this.resource = valuesOf(resource.attributes);
      for (const { spans } of scopeSpans) this.spans.push(...spans.map(receivedSpan));
    }
  }
}

function receivedSpan(span: WireSpan): ReceivedSpan {
  const { traceId, spanId, parentSpanId, name, attributes, status } = span;
  const { startTimeUnixNano: start, endTimeUnixNano: end } = span;
  return {
    ...{ traceId, spanId, parentSpanId, name },
    startMs: Number(BigInt(start) / 1_000_000n),
    endMs: Number(BigInt(end) / 1_000_000n),
    attributes: valuesOf(attributes),
    error: status.code === STATUS_ERROR ? (status.message ?? '') : undefined,
  };
}

function valuesOf(attributes: readonly WireAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
