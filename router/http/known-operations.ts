import type { GraphQLRequest } from '@apollo/server';
import { getOperationAST } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RouterContext } from '../context.ts';
import { documentBytes } from '../document-size.ts';
import type { RequestedOperation } from '../guard/list-sizes.ts';
import type { JsonObject } from '../json.ts';
import type { RouterMetrics } from '../metrics.ts';
import type { ValidatedOperation } from './apollo-gateway.ts';

/**
 * Executes operations of documents that Apollo Server has parsed and validated before. Its request pipeline takes more
 * time than a small operation: it hashes the text, and awaits a dozen hooks and caches.
 */
export interface KnownOperations {
  /** Adds a document that Apollo Server has validated. */
  add(text: string, document: KnownDocument): void;
  /**
   * @returns the data; null if Apollo Server must answer, since the document is unknown, the operation exceeds a limit, or
   * its result has errors
   */
  execute(request: GraphQLRequest, context: RouterContext): Promise<JsonObject | null>;
}

export interface KnownDocument {
  schema: GraphQLSchema;
  document: DocumentNode;
}

export interface KnownOperationOptions {
  /** The schema that is served now. */
  schema: () => GraphQLSchema;
  /** Checks the limits that depend on variables. @throws GraphQLError */
  checkSizes: (operation: RequestedOperation) => void;
  /** @returns null if the result has errors */
  execute: (operation: ValidatedOperation) => Promise<JsonObject | null>;
  metrics: RouterMetrics;
}

/** A document is usually kept in the document store too. */
const maxBytes = 8 * 1024 * 1024;

export function createKnownOperations(options: KnownOperationOptions): KnownOperations {
  const { schema: currentSchema, checkSizes, metrics } = options;
  const documents = new LRUCache<string, KnownDocument>({
    maxSize: maxBytes,
    sizeCalculation: ({ document }) => documentBytes(document),
  });

  /** @returns null for an unknown operation, and for one that exceeds a limit */
  function find({ query, operationName, variables = {} }: GraphQLRequest): RequestedOperation | null {
    const known = documents.get(query ?? '');
    // After a reload, a document may be invalid.
    if (known?.schema !== currentSchema()) return null;
    const operation = getOperationAST(known.document, operationName);
    if (!operation) return null;
    const requested = { ...known, operation, variables };
    try {
      checkSizes(requested);
    } catch {
      return null;
    }
    return requested;
  }

  return {
    add(text, document) {
      documents.set(text, document);
    },
    async execute(request, context) {
      const found = find(request);
      if (found === null) return null;
      const { schema, document, operation } = found;
      const data = await options.execute({ schema, document, request, context });
      if (data === null) return null;
      metrics.operation(operation.operation, 'ok', (performance.now() - context.startedMs) / 1_000);
      return data;
    },
  };
}
