/** This machine, as it is set up, cannot run Chorus: the message is one line with the remedy. */
export class MachineError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MachineError';
  }
}
