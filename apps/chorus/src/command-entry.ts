import type { Command, Option } from 'commander';

/** A command of `chorus`, or a group of commands. */
export interface CommandEntry {
  /** The command's name and arguments, as Commander reads them: `logs [run]`. */
  readonly usage: string;
  readonly description: string;
  /** The options in the order in which help shows them; asked for when the command is called. */
  readonly options?: () => readonly Option[] | Promise<readonly Option[]>;
  /** The text that help shows below the options. */
  readonly help?: string;
  /** The commands of a group, which does nothing itself. */
  readonly commands?: readonly CommandEntry[];
  /**
   * Carries the command out.
   *
   * @param options the values of its options, by their names in camelCase
   * @param args the values of its arguments
   * @returns the exit status
   */
  readonly run?: (options: never, ...args: never) => Promise<number>;
}

/** An entry whose `run` is checked against the types of its options and arguments. */
export function command<Options, Arguments extends unknown[]>(
  entry: Omit<CommandEntry, 'run' | 'commands'> & {
    readonly run: (options: Options, ...args: Arguments) => Promise<number>;
  },
): CommandEntry {
  return entry as CommandEntry;
}

/**
 * Adds commands below another one. Their options follow when one is called, before its arguments are read.
 *
 * @param setExitStatus called with the exit status when a command has ended
 */
export function addCommands(
  parent: Command,
  entries: readonly CommandEntry[],
  setExitStatus: (exitStatus: number) => void,
): void {
  const entryOf = new Map<Command, CommandEntry>();
  // An option behind a command's name is that command's, also when what is above has one of this name.
  parent.enablePositionalOptions();
  for (const entry of entries) {
    const { usage, description, help, commands, run } = entry;
    const added = parent.command(usage).description(description);
    entryOf.set(added, entry);
    if (help !== undefined) added.addHelpText('after', help);
    if (commands) {
      addCommands(added.helpCommand(false), commands, setExitStatus);
    }
    if (!run) continue;
    added.action(async (...values: unknown[]) => {
      // Behind the arguments Commander gives the options and the command.
      const [args, options] = [values.slice(0, -2), values.at(-2)];
      setExitStatus(await run(options as never, ...(args as never)));
    });
  }
  parent.hook('preSubcommand', async (_, called) => {
    for (const option of (await entryOf.get(called)?.options?.()) ?? []) called.addOption(option);
  });
  // Commander would leave `[options]` out, as it does not know them yet.
  parent.configureHelp({
    subcommandTerm: (added) => {
      const hasOptions = entryOf.get(added)?.options !== undefined;
      return `${added.name()}${hasOptions ? ' [options]' : ''}${argumentsOf(added)}`;
    },
  });
}

/** ` [run]` */
function argumentsOf({ registeredArguments }: Command): string {
  return registeredArguments
    .map((argument) => {
      const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
      return argument.required ? ` <${name}>` : ` [${name}]`;
    })
    .join('');
}
