/** The library that reads and writes certificates, with what it needs in place before it is loaded. */
import 'reflect-metadata';
export * from '@peculiar/x509';
