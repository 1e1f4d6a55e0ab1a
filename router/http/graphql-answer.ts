import type { IncomingMessage } from 'node:http';
import type { HTTPGraphQLResponse } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import type { RouterContext } from '../context.ts';
import { isSharedData } from '../execution/deduplication.ts';
import type { OperationServer } from './apollo-server.ts';
import { simpleOperationIn, toApolloRequest } from './graphql-request.ts';
import { setErrorStatus } from './http-status.ts';
import type { ResponseType } from './media-types.ts';

/** A response without the headers that every response has. */
export interface GraphqlAnswer {
  status: number;
  headers: Iterable<readonly [name: string, value: string]>;
  text: string;
  /** True for an HTML page of Apollo Server. */
  isPage: boolean;
}

export interface ReadRequest {
  request: IncomingMessage;
  querystring: string;
  /** Null for an HTML page. */
  type: ResponseType | null;
  body: unknown;
}

/** @param context may reject: Apollo Server formats the error of an invalid token or a long document like every other */
export type AnswerOperation = (
  request: ReadRequest,
  context: () => Promise<RouterContext>,
) => Promise<GraphqlAnswer>;

/** Executes known operations directly. Persisted queries, pages and errors go through Apollo Server's HTTP layer. */
export function createOperationAnswers({ apollo, known }: OperationServer): AnswerOperation {
  const textOf = createResultTexts();
  return async ({ request, querystring, type, body }, context) => {
    const throughApollo = async (contextGiven: () => Promise<RouterContext>) => {
      const httpGraphQLRequest = toApolloRequest(request, querystring, body);
      return answerOf(await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: contextGiven }));
    };
    const operation = simpleOperationIn(body);
    if (type === null || operation === null) return throughApollo(context);
    let contextValue: RouterContext;
    try {
      contextValue = await context();
    } catch (error) {
      return throughApollo(() => {
        throw error;
      });
    }
    const data = await known.execute(operation, contextValue);
    if (data !== null) {
      const headers = [['content-type', type.contentType]] as const;
      return { status: 200, headers, text: textOf({ data }), isPage: false };
    }
    const response = await apollo.executeOperation(operation, { contextValue });
    const { http } = response;
    if (response.body.kind !== 'single')
      throw new Error('Expected a single result, got an incremental result.');
    const { singleResult } = response.body;
    if (singleResult.errors !== undefined) setErrorStatus(type, response);
    http.headers.set('content-type', type.contentType);
    return { status: http.status ?? 200, headers: http.headers, text: textOf(singleResult), isPage: false };
  };
}

function answerOf({ status = 200, headers, body }: HTTPGraphQLResponse): GraphqlAnswer {
  if (body.kind === 'chunked') throw new Error('Expected a complete response, got a chunked response.');
  const isPage = headers.get('content-type')?.startsWith('text/html') === true;
  return { status, headers, text: body.string, isPage };
}

/** Serialises a result once if several requests share it: deduplicated results, and frozen ones. */
function createResultTexts(): (result: FormattedExecutionResult) => string {
  const sharedTexts = new WeakMap<object, string>();
  return ({ errors, data, extensions }) => {
    const isObject = errors === undefined && typeof data === 'object' && data !== null;
    const shared = isObject && (Object.isFrozen(data) || isSharedData(data)) ? data : null;
    let text = shared === null ? undefined : sharedTexts.get(shared);
    if (text === undefined) {
      text = `${JSON.stringify({ errors, data, extensions })}\n`;
      if (shared !== null) sharedTexts.set(shared, text);
    }
    return text;
  };
}
