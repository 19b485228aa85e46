import { ExportError } from './export-error.ts';
import type { GraphNode } from './graph/ensemble-graph.ts';

/** Protocol buffers hold no more. */
const LIMIT_BYTES = 2 ** 31 - 1;

/** What the nodes may take beside their values. */
const ROOM_BYTES = 64 * 1024 * 1024;

/** @throws ExportError when the graph's weights do not fit one message of protocol buffers, which names formats that hold them */
export function requireBelow2GiB(
  format: string,
  nodes: readonly GraphNode[],
  others: readonly string[],
): void {
  const bytes = nodes.reduce(
    (sum, { values }) => sum + (ArrayBuffer.isView(values) ? values.byteLength : 0),
    0,
  );
  if (bytes + ROOM_BYTES <= LIMIT_BYTES) return;
  const gigabytes = (bytes / 2 ** 30).toFixed(1);
  throw new ExportError(
    `the ensemble's weights take ${gigabytes} GiB, and a file of ${format} holds less than 2: use --format ${others.join(' or ')}, or fewer --members`,
  );
}
