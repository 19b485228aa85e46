import { Counter } from 'prom-client';
import { expect, test } from 'vitest';
import { createRegistry, serveMetrics } from './metrics.ts';

test('/metrics serves the registry in the text format, and nothing else is served', async () => {
  const registry = createRegistry();
  new Counter({ name: 'chorus_things_total', help: 'Things.', registers: [registry] }).inc(3);
  const server = await serveMetrics('127.0.0.1:0', registry);
  try {
    const url = `http://${server.address}`;
    const scraped = await fetch(`${url}/metrics`);
    expect(scraped.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await scraped.text();
    expect(text).toContain('chorus_things_total 3\n');
    expect(text).toContain('process_resident_memory_bytes ');
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(404);
    await expect(serveMetrics(server.address, registry)).rejects.toThrow(
      `cannot listen on ${server.address}: another program listens there; choose another --metrics`,
    );
  } finally {
    server.stop();
  }
});
