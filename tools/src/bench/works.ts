/** What the benchmark does. */
export const WORKS = [
  'epoch',
  'first-epoch',
  'prediction',
  'ensemble',
  'overhead',
  'workers',
  'pinning',
  'at-once',
  'xla',
  'determinism',
  'memory',
  'serving',
  'networks',
  'data',
  'combining',
] as const;

/** What `--only` chooses. */
export type Work = (typeof WORKS)[number];

/** Whether a work trains on CIFAR-10. */
export function trains(work: Work): boolean {
  return work !== 'data' && work !== 'combining';
}

export const PEERS = ['pytorch'] as const;

/** What `--peer` adds. */
export type Peer = (typeof PEERS)[number];
