import type { FaultPolicy, RunConfig } from '../src/index.ts';

/** A run of `members` members as tests need it. */
export function sampleConfig(members = 2): RunConfig {
  return {
    seed: 1,
    members,
    snapshots: false,
    threads: 1,
    backend: '',
    eager: false,
    stopWhenGainBelow: 0,
    dataset: {
      name: 'shapes',
      sha256: 'ab'.repeat(32),
      synthetic: true,
      classes: ['disc', 'ring'],
      shape: { height: 32, width: 32, channels: 3 },
      trainSamples: 1000,
      testSamples: 100,
      trainLimit: 1000,
      testLimit: 100,
      validationSamples: 0,
    },
    training: {
      model: { filters: [8], kernelSize: 4, denseUnits: [16], dropout: 0.5 },
      divisor: 255,
      epochs: 15,
      batchSize: 100,
      learningRate: 0.001,
    },
    faults: sampleFaults(members),
  };
}

/** What the command line submits for a user who says nothing about faults. */
export function sampleFaults(members: number): FaultPolicy {
  return {
    minMembers: members,
    maxFailures: 3,
    checkpointEvery: 1,
    keepCheckpoints: false,
    backups: false,
    stallTimeoutMs: 120_000,
  };
}
