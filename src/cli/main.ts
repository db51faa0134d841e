#!/usr/bin/env node
import { nodeComplaint } from '../model/node-complaint.ts';

// Nothing else is imported here: an old Node.js stops at the first module that it cannot parse, before any line has run.
const complaint = nodeComplaint();
if (complaint === undefined) await import('./run-process.ts');
else {
  process.stderr.write(`pulsebase: NODE_TOO_OLD: ${complaint}\n`);
  process.exitCode = 2;
}
