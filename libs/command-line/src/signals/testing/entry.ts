// Tells its number, whether it is launched by another process, and every request to end that counts;
// ends when its standard output does, with the status of the last one.
import { parentOfDependent } from '../dependents.ts';
import { endRequests, exitStatusOf } from '../end-requests.ts';

const UNASKED_MS = 1_500;

const say = (line: string) => process.stdout.write(`${line}\n`);
const until = setTimeout(() => {}, 60_000);
endRequests().subscribe((signal) => {
  say(`request ${signal}`);
  process.exitCode = exitStatusOf(signal);
  // Another, if it came within this time, would be told of.
  setTimeout(() => clearTimeout(until), 300);
});
if (process.argv.includes('patient')) setTimeout(() => say('nobody asked'), UNASKED_MS);
say(`runs as ${process.pid} below ${parentOfDependent(process.env) ?? 'nobody'}`);
