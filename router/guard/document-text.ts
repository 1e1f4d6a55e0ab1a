import { parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { graphqlError, withHttpStatus } from '../../platform/errors.ts';

export interface DocumentLimits {
  maxDocumentBytes: number;
  /** Comments are counted apart from tokens, under the same limit. */
  maxTokens: number;
}

/**
 * Refuses long texts before they are parsed. Comments and commas count: they are not tokens.
 * @throws GraphQLError OPERATION_TOO_LARGE (413)
 */
export function checkDocumentText(text: string, { maxDocumentBytes }: DocumentLimits): void {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  if (text.length * 3 <= maxDocumentBytes) return;
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxDocumentBytes) return;
  const message = `The document has ${bytes} bytes: expected at most ${maxDocumentBytes}, comments and commas included (LIMIT_DOCUMENT_BYTES).`;
  throw withHttpStatus(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'documentBytes' }), 413);
}

export function parseOptions({ maxTokens }: DocumentLimits) {
  return { maxLexicalTokens: maxTokens, maxComments: maxTokens };
}

/** @throws GraphQLError OPERATION_TOO_LARGE for a long text; GRAPHQL_PARSE_FAILED for invalid text or too many tokens */
export function parseDocument(text: string, limits: DocumentLimits): DocumentNode {
  checkDocumentText(text, limits);
  try {
    return parse(text, parseOptions(limits));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw graphqlError('GRAPHQL_PARSE_FAILED', message);
  }
}
