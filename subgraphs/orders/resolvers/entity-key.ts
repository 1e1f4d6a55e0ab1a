/** Another subgraph's entity: all that is known of it here is its id. */
export interface EntityKey {
  id: string;
}
