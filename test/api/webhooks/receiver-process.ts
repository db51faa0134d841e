import { startReceiver } from './receiver.ts';

/** A receiver as a process of its own: writes its address, then a line of JSON for each message that it has verified. */
const receiver = await startReceiver();
receiver.secrets.push(...process.argv.slice(2));
receiver.answer(({ id, payload }) => {
  process.stdout.write(`${JSON.stringify({ id, seq: payload.data.seq, alarm: payload.data.alarmId })}\n`);
  return 204;
});
process.stdout.write(`${JSON.stringify({ url: receiver.url })}\n`);
