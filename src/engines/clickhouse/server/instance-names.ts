import { randomBytes } from 'node:crypto';

/** The name under which a process writes; it gets another one when it was taken for dead. */
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
