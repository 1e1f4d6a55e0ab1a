/** A bounded queue in which owners take turns: an owner with many items delays another owner by a single item. */
export interface FairQueue<Item> {
  size: () => number;
  /**
   * Adds an item behind the owner's earlier items.
   * @returns the item that has no place: the last of the owner with the most, which may be the added item
   */
  add(owner: string, item: Item): Item | null;
  /** Takes the first item of the next owner whose turn it is. */
  take(mayTake: (owner: string) => boolean): Item | null;
  /** Puts the owner's next turn behind all waiting turns. */
  endTurn(owner: string): void;
  /** Takes all. */
  clear(): Item[];
}

/** @param maxItems 0 for no bound */
export function createFairQueue<Item>(maxItems: number): FairQueue<Item> {
  /** In the order of their turns. */
  const owners = new Map<string, Item[]>();
  let size = 0;

  function removeLastOfLongest(): Item | null {
    let longest: [string, Item[]] | null = null;
    // The latest of equals: the owners before it have waited longer.
    for (const entry of owners) if (entry[1].length >= (longest?.[1].length ?? 0)) longest = entry;
    if (longest === null) return null;
    const [owner, items] = longest;
    const last = items.pop();
    if (items.length === 0) owners.delete(owner);
    size -= 1;
    return last ?? null;
  }

  return {
    size: () => size,
    add(owner, item) {
      const items = owners.get(owner);
      if (items === undefined) owners.set(owner, [item]);
      else items.push(item);
      size += 1;
      return maxItems > 0 && size > maxItems ? removeLastOfLongest() : null;
    },
    take(mayTake) {
      for (const [owner, items] of owners) {
        if (!mayTake(owner)) continue;
        const item = items.shift();
        owners.delete(owner);
        if (items.length > 0) owners.set(owner, items);
        size -= 1;
        return item ?? null;
      }
      return null;
    },
    endTurn(owner) {
      const items = owners.get(owner);
      if (items === undefined) return;
      owners.delete(owner);
      owners.set(owner, items);
    },
    clear() {
      const items = [...owners.values()].flat();
      owners.clear();
      size = 0;
      return items;
    },
  };
}
