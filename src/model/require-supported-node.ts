import { nodeComplaint } from './node-complaint.ts';
import { PulsebaseError } from './pulsebase-error.ts';

// The library's entry points import this first, so that an old Node.js is reported before it fails at something it lacks.
const complaint = nodeComplaint();
if (complaint !== undefined) throw new PulsebaseError('NODE_TOO_OLD', complaint);
