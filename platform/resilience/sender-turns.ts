/** The client of a request. Clients take turns by network first, so that a network gains nothing by many identities. */
export interface Sender {
  /** The network of its address. */
  readonly network: string;
  /** Of the user in that network; empty if unknown. */
  readonly identity: string;
}

interface Network<Item> {
  size: number;
  /** The next turn comes first; the items of an identity are oldest first. */
  readonly identities: Map<string, Item[]>;
}

/**
 * Waiting items by sender. Networks take turns, and so do the identities of a network: a sender with many items delays
 * another one by a single item.
 */
export class SenderTurns<Item> {
  #size = 0;
  /** The next turn comes first. */
  readonly #networks = new Map<string, Network<Item>>();

  get size(): number {
    return this.#size;
  }

  get networks(): number {
    return this.#networks.size;
  }

  sizeOf(network: string): number {
    return this.#networks.get(network)?.size ?? 0;
  }

  add({ network: name, identity }: Sender, item: Item): void {
    let network = this.#networks.get(name);
    if (network === undefined) {
      network = { size: 0, identities: new Map() };
      this.#networks.set(name, network);
    }
    const items = network.identities.get(identity);
    if (items === undefined) network.identities.set(identity, [item]);
    else items.push(item);
    network.size += 1;
    this.#size += 1;
  }

  /**
   * Takes an item of the sender whose turn it is.
   * @param choose removes and returns an item of the sender's; undefined if it has removed all of them
   */
  take(choose: (items: Item[]) => Item | undefined): Item | undefined {
    for (const [name, network] of this.#networks) {
      for (const [identity, items] of network.identities) {
        const chosen = this.#change(network, items, choose);
        network.identities.delete(identity);
        if (items.length > 0) network.identities.set(identity, items);
        if (chosen === undefined) continue;
        this.#networks.delete(name);
        if (network.size > 0) this.#networks.set(name, network);
        return chosen;
      }
      this.#networks.delete(name);
    }
    return undefined;
  }

  /** The size of the network with the most items. */
  longest(): number {
    return this.#longest()?.[1].size ?? 0;
  }

  /** Takes the oldest item of the identity with the most, in the network with the most. */
  shiftLongest(): Item | undefined {
    const longest = this.#longest();
    if (longest === undefined) return undefined;
    const [name, network] = longest;
    let most: [string, Item[]] | undefined;
    for (const entry of network.identities) {
      if (most === undefined || entry[1].length > most[1].length) most = entry;
    }
    if (most === undefined) return undefined;
    const [identity, items] = most;
    const oldest = this.#change(network, items, (list) => list.shift());
    if (items.length === 0) network.identities.delete(identity);
    if (network.size === 0) this.#networks.delete(name);
    return oldest;
  }

  /** @param remove removes items of a sender, in place */
  removeFromAll(remove: (items: Item[]) => void): void {
    for (const [name, network] of this.#networks) {
      for (const [identity, items] of network.identities) {
        this.#change(network, items, remove);
        if (items.length === 0) network.identities.delete(identity);
      }
      if (network.size === 0) this.#networks.delete(name);
    }
  }

  #change<Result>(network: Network<Item>, items: Item[], change: (items: Item[]) => Result): Result {
    const before = items.length;
    const result = change(items);
    network.size += items.length - before;
    this.#size += items.length - before;
    return result;
  }

  #longest(): [string, Network<Item>] | undefined {
    let longest: [string, Network<Item>] | undefined;
    for (const entry of this.#networks) {
      if (longest === undefined || entry[1].size > longest[1].size) longest = entry;
    }
    return longest;
  }
}
