import { execFileSync } from 'node:child_process';

/** One of the private networks; another one for each process, since several may run tests. */
const SUBNET = `10.213.${process.pid % 256}`;
const NAME = `pb${process.pid % 100_000}`;

/** A network of its own with a namespace for each member, each on a cable that can be pulled. For root, with iproute2. */
export class ClusterNetwork implements Disposable {
  readonly #members: number;

  constructor(members: number) {
    this.#members = members;
    ip(`link add ${NAME} type bridge`);
    ip(`addr add ${SUBNET}.1/24 dev ${NAME}`);
    ip(`link set ${NAME} up`);
    for (let member = 0; member < members; member += 1) {
      const [namespace, cable] = [this.namespace(member), this.#cable(member)];
      ip(`netns add ${namespace}`);
      ip(`link add ${cable} type veth peer name eth0 netns ${namespace}`);
      ip(`link set ${cable} master ${NAME} up`);
      ip(`-n ${namespace} addr add ${this.address(member)}/24 dev eth0`);
      ip(`-n ${namespace} link set eth0 up`);
      ip(`-n ${namespace} link set lo up`);
    }
  }

  /** Address of this side, where the tests and ZooKeeper are. */
  get here(): string {
    return `${SUBNET}.1`;
  }

  address(member: number): string {
    return `${SUBNET}.${member + 2}`;
  }

  namespace(member: number): string {
    return `${NAME}-${member}`;
  }

  /** From now on packets to and from a member vanish; nobody is told. */
  cut(member: number): void {
    ip(`link set ${this.#cable(member)} nomaster`);
  }

  mend(member: number): void {
    ip(`link set ${this.#cable(member)} master ${NAME}`);
  }

  [Symbol.dispose](): void {
    for (let member = 0; member < this.#members; member += 1) ip(`netns del ${this.namespace(member)}`);
    ip(`link del ${NAME}`);
  }

  #cable(member: number): string {
    return `${NAME}v${member}`;
  }
}

function ip(command: string): void {
  execFileSync('ip', command.split(' '));
}
