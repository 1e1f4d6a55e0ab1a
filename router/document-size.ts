import { Kind } from 'graphql';
import type { ASTNode, DocumentNode } from 'graphql';

// Measured with heap snapshots of documents of many shapes.
const bytesPerDocument = 1_000;
const bytesPerNode = 200;
/** Compiled operations, by name, are kept as long as their document. */
const bytesPerOperation = 1_000;
/** A single character outside Latin-1 makes V8 store two bytes for each. */
const bytesPerCharacter = 2;

const measured = new WeakMap<DocumentNode, number>();

/**
 * Estimates a document's memory, its text included: names in the syntax tree are slices of the text, which keep it.
 */
export function documentBytes(document: DocumentNode): number {
  const known = measured.get(document);
  if (known !== undefined) return known;
  let bytes = bytesPerDocument;
  let textLength = 0;
  for (const node of nodesOf(document)) {
    bytes += bytesPerNode;
    if (node.kind === Kind.OPERATION_DEFINITION) bytes += bytesPerOperation;
    textLength = Math.max(textLength, node.loc?.source.body.length ?? 0);
  }
  bytes += textLength * bytesPerCharacter;
  measured.set(document, bytes);
  return bytes;
}

/** Errors report the locations of variable definitions; all further locations lead to the document's text. */
const located: ReadonlySet<string> = new Set([
  ...[Kind.DOCUMENT, Kind.OPERATION_DEFINITION, Kind.FRAGMENT_DEFINITION, Kind.VARIABLE_DEFINITION],
]);

/**
 * Prepares a valid document to be kept: releases its tokens and most locations. A location refers to graphql's list of
 * all tokens, comments included, which takes 90 bytes for a comment of two characters.
 * @param document changed in place
 */
export function releaseTokens(document: DocumentNode): void {
  for (const node of nodesOf(document)) {
    const { loc } = node;
    if (loc === undefined) continue;
    // Copies of the node have the same location.
    Object.assign(loc, { startToken: undefined, endToken: undefined });
    if (!located.has(node.kind)) Object.assign(node, { loc: undefined });
  }
}

/** It keeps its own stack: types and values may be nested deeper than the call stack. */
function* nodesOf(document: DocumentNode): Generator<ASTNode> {
  const stack: object[] = [document];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if ('kind' in node) yield node as ASTNode;
    for (const [name, value] of Object.entries(node) as [string, unknown][]) {
      if (name !== 'loc' && typeof value === 'object' && value !== null) stack.push(value);
    }
  }
}
