/** A model server for {@link MeasuredProcess}, of a run's folder. */
import { startModelServer } from '@chorus/model-server';
import { FinishedRun } from '@chorus/run-files';
import { tellMemory } from './measured-process.ts';

/** Where it is reached. */
export interface MeasuredModelServerFacts {
  readonly address: string;
  readonly grpcAddress: string;
}

const { run } = JSON.parse(process.argv[2]!) as { readonly run: string };
const { address, grpcAddress, failed } = await startModelServer(FinishedRun.open(run), {
  ...{ listen: '127.0.0.1:0', grpc: '127.0.0.1:0', name: 'ensemble' },
});
void failed.then((error) => {
  throw error;
});
tellMemory({ address, grpcAddress });
