/**
 * A trainer that trains nothing: it repeats to its worker what a test makes it say, and tells the
 * test what its worker asks (see trainer-puppets.ts).
 */
import '@chorus/command-line/dependent';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { TrainerRequest } from '../trainer/messages.ts';
import { decodeLine, encodeLine, PORT_VARIABLE, type PuppetOrder } from './puppet-lines.ts';

const BACKEND = {
  name: 'wasm',
  device: 'cpu',
  deviceName: 'none',
  reason: 'a puppet',
  versions: {},
};
const socket = connect(Number(process.env[PORT_VARIABLE]), '127.0.0.1');
process.on('message', (request: TrainerRequest) => {
  if (request.type === 'start') process.send!({ type: 'ready', backend: BACKEND });
  else socket.write(encodeLine({ pid: process.pid, request }));
});
process.once('disconnect', () => process.exit(1));

createInterface(socket).on('line', (line) => {
  const { say, exit } = decodeLine<PuppetOrder>(line);
  if (say) process.send!(say);
  if (typeof exit === 'number') process.exit(exit);
  if (exit === undefined) return;
  process.removeAllListeners(exit);
  process.kill(process.pid, exit);
});
