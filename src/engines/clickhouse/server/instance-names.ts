import { randomBytes } from 'node:crypto';

/** The name under which a process writes; it gets a new one after it was declared dead. */
export class InstanceNames {
  #current = newName();

  get current(): string {
    return this.#current;
  }

  renew(): void {
    this.#current = newName();
  }
}

function newName(): string {
  return `pulsebase-${randomBytes(8).toString('hex')}`;
}
