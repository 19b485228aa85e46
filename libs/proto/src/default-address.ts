/** Where a coordinator listens, and where one is looked for, when nothing else is said. */
export const DEFAULT_ADDRESS = '127.0.0.1:50051';
