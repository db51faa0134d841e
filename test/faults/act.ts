import type { Device } from './device.ts';
import { straggle } from './straggle.ts';

const NEW = ['new', 'new', 'new', 'unkeyed'] as const;
const KINDS = [...NEW, 'correct', 'correct', 'again', 'large', 'erase', 'forget', 'straggle', 'race'] as const;
/** Bodies of more than 256 KiB are written as they come. */
const LARGE_ROWS = 5000;

/** Has a device do one thing. */
export async function act(device: Device): Promise<void> {
  const { dice } = device;
  const kind = dice.pick(KINDS);
  switch (kind) {
    case 'new':
    case 'unkeyed':
      return device.write(device.freshRows(1 + dice.below(40)), { isKeyed: kind === 'new' });
    case 'large':
      // Not all the time: they take much longer.
      return device.write(device.freshRows(dice.below(4) === 0 ? LARGE_ROWS : 100));
    case 'correct':
      return device.write(device.corrections());
    case 'again':
      return device.again();
    case 'erase':
      return device.erase(device.somePeriod());
    case 'forget':
      return device.mayForget ? device.forget() : device.erase(device.somePeriod());
    case 'straggle':
    case 'race':
      return straggle(device, kind);
  }
}
