import { after } from 'node:test';
import { dashboardJobs } from './dashboard-jobs.ts';
import { keyboardJobs } from './dashboard-keys.ts';
import { personJobs } from './dashboard-person.ts';
import { personDataJobs } from './dashboard-person-data.ts';
import { makeScene } from './dashboard-scene.ts';
import { webhookJobs } from './dashboard-webhooks.ts';

const scene = await makeScene('postgres');
after(() => scene[Symbol.asyncDispose]());
dashboardJobs(scene);
personJobs(scene);
keyboardJobs(scene);
personDataJobs(scene);
webhookJobs(scene);
