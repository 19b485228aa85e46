// Writes made-up validation predictions, [members, samples, classes] in float32, and beside them the labels.
import { noisyMembers } from '@chorus/ensemble/testing';
import { writeFileSync } from 'node:fs';

const [path, ...sizes] = process.argv.slice(2);
const [count, samples, classes] = sizes.map(Number);
const { members, labels } = noisyMembers(count!, samples!, classes!);
writeFileSync(`${path}.labels`, labels);
writeFileSync(path!, Buffer.concat(members.map((member) => new Uint8Array(member.buffer))));
