// Fits greedy selection, stacking and a temperature per member to predictions in a file, and prints the seconds.
import { fitGreedy, fitStacking, fitTemperature } from '@chorus/ensemble';
import { readFileSync } from 'node:fs';

const [path, ...sizes] = process.argv.slice(2);
const [count, samples, classes] = sizes.map(Number) as [number, number, number];
const values = new Float32Array(new Uint8Array(readFileSync(path!)).buffer);
const labels = new Int32Array(new Uint8Array(readFileSync(`${path}.labels`)).buffer);
const size = samples * classes;
const members = Array.from({ length: count }, (_, k) => values.subarray(k * size, (k + 1) * size));

const greedySeconds = secondsOf(() => fitGreedy(members, labels, classes));
const stackingSeconds = secondsOf(() => fitStacking(members, labels, classes));
const temperatureSeconds = secondsOf(() => {
  for (const member of members) fitTemperature(member, labels, classes);
});
const seconds = greedySeconds + stackingSeconds + temperatureSeconds;
console.log(JSON.stringify({ seconds, greedySeconds, stackingSeconds, temperatureSeconds }));

function secondsOf(action: () => void): number {
  const startMs = performance.now();
  action();
  return (performance.now() - startMs) / 1000;
}
