import { until } from '../../harness/until.ts';
import { initOf } from './deliver.ts';
import type { Device } from './device.ts';

const ROWS = 20;

/**
 * Erases what a body is on its way to: whatever becomes of the body, none of its readings may be there afterwards, and those that
 * are sent after the answer must stay.
 *
 * @param kind Whether the body ends after the erasure is answered, or at the same time.
 */
export async function straggle(device: Device, kind: 'straggle' | 'race'): Promise<void> {
  const { pair, dice, tally } = device;
  const side = pair.next();
  if (side === undefined) return;
  const freezes = pair.freezesOf(side);
  const isUser = dice.below(3) === 0 && device.mayForget;
  const period = device.somePeriod();
  const delivery = device.deliveryOf(device.freshRows(ROWS, period), true);
  const text = delivery.body!;
  const rest = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from(text.slice(0, text.length / 2))),
    async pull(controller) {
      await rest.promise;
      controller.enqueue(Buffer.from(text.slice(text.length / 2)));
      controller.close();
    },
  });
  let isOver = false;
  const sent = pair
    .ask(side, delivery.path, { ...initOf(delivery), body, duplex: 'half' } as RequestInit, false)
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    // It is not sent again.
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  const key = delivery.idempotencyKey!;
  await until('the body to be on its way', async () => isOver || (await pair.isClaimed(key)), { every: 5 });
  if (isOver) {
    rest.resolve();
    return;
  }
  tally.overtaken += 1;
  if (kind === 'race') rest.resolve();
  await (isUser ? device.forget(ROWS) : device.erase(period, ROWS));
  // New ones, of the same time.
  await device.write(device.freshRows(5, period));
  rest.resolve();
  const answer = await sent;
  if (answer === undefined) return;
  const { code, inserted, rejected, rejectedByReason } = JSON.parse(answer.text) as {
    readonly code?: string;
    readonly inserted?: number;
    readonly rejected?: number;
    readonly rejectedByReason?: Readonly<Record<string, number>>;
  };
  // A service that is to stop takes none, nor does one that has stood still for longer than it waits for the rest, or than its
  // claim of the key lasts. No other one has a reason: nobody else has sent the key. Asked again, it would take readings that are
  // erased, as new ones.
  if (answer.status === 503 || answer.status === 408) return;
  if (code === 'IDEMPOTENCY_KEY_IN_USE' && pair.freezesOf(side) > freezes) return;
  // At the same time its user may be gone, and not back yet.
  const erased = (rejectedByReason?.erased ?? 0) + (kind === 'race' ? (rejectedByReason?.unknown_user ?? 0) : 0);
  const isTrue = answer.status === 200 && rejected === erased && inserted! + erased === ROWS;
  if (!isTrue || (kind === 'straggle' && inserted !== 0)) {
    tally.isFalse(`${key}, erased on its way (${kind}), got ${answer.status} ${answer.text}`);
  }
}
