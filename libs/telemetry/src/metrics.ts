import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** Gauges that prom-client calls counters (`_total`), against Prometheus' conventions. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** The upper bounds of the buckets of epochs' durations, in seconds, for worker and coordinator alike. */
export const EPOCH_SECONDS = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

/** Metrics of this process: its memory, processor time, event loop and garbage collection. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  return registry;
}

/** What a scrape gets, in Prometheus' text format, and the type that it is to be sent with. */
export async function metricsText(
  registry: Registry,
): Promise<{ readonly contentType: string; readonly text: string }> {
  return { contentType: registry.contentType, text: await registry.metrics() };
}

export interface MetricsServer {
  /** HOST:PORT by which it can be dialled. */
  readonly address: string;
  /** Breaks all connections off. */
  stop(): void;
}

/** The address cannot be had; the message is one line with the remedy. */
export class ListenError extends Error {}

/**
 * Serves `/metrics` and nothing else.
 *
 * @param listen HOST:PORT; port 0 takes a free one
 * @param create makes the server; default: one of plain HTTP
 * @throws ListenError when it cannot listen there
 */
export async function serveMetrics(
  listen: string,
  registry: Registry,
  create: (listener: RequestListener) => Server = createServer,
): Promise<MetricsServer> {
  const server = create((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end('metrics are at /metrics\n');
      return;
    }
    metricsText(registry).then(
      ({ contentType, text }) => response.setHeader('Content-Type', contentType).end(text),
      (error: Error) => response.writeHead(500).end(`${error.message}\n`),
    );
  });
  const separator = listen.lastIndexOf(':');
  const host = listen.slice(0, separator);
  server.listen(Number(listen.slice(separator + 1)), host.replace(/^\[|\]$/g, ''));
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
    throw new ListenError(`cannot listen on ${listen}: ${why}; choose another --metrics`);
  });
  return {
    address: `${host}:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
