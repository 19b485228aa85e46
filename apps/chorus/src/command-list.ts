/**
 * The commands of `chorus`, in the order in which help lists them. Neither this file nor those that it takes them from load
 * the code of one: each command does when it is called.
 */
import type { CommandEntry } from './command-entry.ts';
import { COORDINATOR_COMMANDS, ORDER_COMMANDS } from './command-list/coordinator-commands.ts';
import { RESULT_COMMANDS } from './command-list/result-commands.ts';
import { TRAINING_COMMANDS } from './command-list/training-commands.ts';
import { TRUST_COMMANDS } from './command-list/trust-commands.ts';
import { UPKEEP_COMMANDS } from './command-list/upkeep-commands.ts';

export const COMMANDS: readonly CommandEntry[] = [
  ...TRAINING_COMMANDS,
  ...COORDINATOR_COMMANDS,
  ...RESULT_COMMANDS,
  ...ORDER_COMMANDS,
  ...TRUST_COMMANDS,
  ...UPKEEP_COMMANDS,
];
