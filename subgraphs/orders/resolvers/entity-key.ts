/** A reference to another subgraph's entity. */
export interface EntityKey {
  id: string;
}
