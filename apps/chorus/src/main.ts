import { createProgram } from './program.ts';
import { runCommandLine } from './run-command-line.ts';

process.exitCode = await runCommandLine(createProgram, process.argv.slice(2));
