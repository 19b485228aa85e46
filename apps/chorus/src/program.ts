import { CHORUS_VERSION } from '@chorus/proto/version';
import { Command } from 'commander';
import { addCommands } from './command-entry.ts';
import { COMMANDS } from './command-list.ts';

const PROGRAM_HELP = `
Examples:
  chorus doctor                             is everything here that training needs?
  chorus train --config configs/cifar10.yaml
  chorus train --dataset shapes --http      and watch it in a browser
  chorus serve --listen 0.0.0.0:50051       then 'chorus-worker serve' on other machines`;

/** The program `chorus`. @param setExitStatus called with the exit status when a command has ended */
export function createProgram(setExitStatus: (exitStatus: number) => void): Command {
  const program = new Command('chorus')
    .description('Trains ensembles of neural networks across machines.')
    .version(CHORUS_VERSION, '--version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride()
    // Errors are thrown, and written by whoever catches them.
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', PROGRAM_HELP);
  addCommands(program, COMMANDS, setExitStatus);
  return program;
}
