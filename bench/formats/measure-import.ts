import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { peakMemory } from '../peak-memory.ts';
import type { FormatFile } from './format-file.ts';

/** What a whole import costs, from the start of the command line to its end. */
export interface ImportResult {
  readonly name: string;
  readonly fileBytes: number;
  readonly readings: number;
  readonly seconds: number;
  /** The most memory that the process had, its engine included. */
  readonly peakBytes: number;
  /** What went wrong, if anything. */
  readonly fault: string | undefined;
}

/** The command line as it is built. */
const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const LOOK_MS = 50;

/** Writes a file to a folder, and imports it into a fresh embedded store. */
export async function measureImport(file: FormatFile, folder: string): Promise<ImportResult> {
  const path = join(folder, 'file');
  const store = join(folder, 'store');
  await writeFile(path, file.chunks());
  const started = performance.now();
  try {
    const flags = ['--store', `chdb:${store}`, '--json', 'import', path, '--user', 'P-1', '--create-users'];
    const child = spawn(process.execPath, [PROGRAM, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const said = text(child.stdout);
    // It only ever grows, so that the last look before the end is the one that counts.
    let peakBytes = 0;
    while (child.exitCode === null && child.signalCode === null) {
      const bytes = peakMemory(child.pid);
      if (bytes > peakBytes) peakBytes = bytes;
      await Promise.race([ended, setTimeout(LOOK_MS)]);
    }
    const seconds = (performance.now() - started) / 1000;
    const { name, readings } = file;
    const fault = child.exitCode === 0 ? faultOf(await said, readings) : `it ended with ${child.exitCode}`;
    return {
      name,
      fileBytes: statSync(path).size,
      readings,
      seconds,
      peakBytes,
      fault: fault && `${name}: ${fault}`,
    };
  } finally {
    rmSync(path);
    rmSync(store, { recursive: true, force: true });
  }
}

function faultOf(said: string, readings: number): string | undefined {
  const { inserted } = JSON.parse(said) as { readonly inserted: number };
  return inserted === readings ? undefined : `${inserted} readings inserted, not ${readings}`;
}
