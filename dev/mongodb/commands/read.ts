import { Long } from 'bson';
import { MongoError, notBuilt } from '../errors.ts';
import { aggregate, rawResults, type PipelineResult } from '../pipeline.ts';
import { compileProjection } from '../projection.ts';
import { find, parseSort, type FindRequest } from '../query.ts';
import { asNumber, decodeTyped, typeName, type Doc } from '../values.ts';
import { collectionName, documentOf, refuseOptions, type Call, type Handler } from './call.ts';

function amount(value: unknown, name: string): number | undefined {
  const number = asNumber(value);
  if (value === undefined || value === null || number === 0) return undefined;
  if (number === undefined)
    throw new MongoError(14, `BSON field '${name}' is the wrong type, expected a number`);
  if (number < 0)
    throw new MongoError(2, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return number;
}

/** The request of a find or count command. */
export function requestOf({ command }: Call): FindRequest {
  refuseOptions(command);
  const limit = amount(command['limit'], 'limit');
  return {
    filter: documentOf(command['filter'] ?? command['query'], 'filter'),
    sort: parseSort(command['sort']),
    skip: amount(command['skip'], 'skip') ?? 0,
    limit,
  };
}

/** https://www.mongodb.com/docs/manual/reference/command/find/ */
export const findCommand: Handler = (call) => {
  const name = collectionName(call);
  const { command, server, database } = call;
  if (command['tailable'] === true || command['awaitData'] === true)
    throw notBuilt(2, 'tailable cursors are not supported');
  const request = requestOf(call);
  const project = compileProjection(command['projection']);
  const { documents } = find(server.catalog.find(database, name), request, call.usage);
  const { reply, returned } = server.cursors.first(`${database}.${name}`, documents.map(project), command);
  call.returned = returned;
  return reply;
};

/** A cursor id; a number of another type is refused, as MongoDB does. */
function cursorId(value: unknown, field: string): string {
  if (value instanceof Long) return value.toString();
  throw new MongoError(
    14,
    `BSON field '${field}' is the wrong type '${typeName(value)}', expected type 'long'`,
  );
}

/** https://www.mongodb.com/docs/manual/reference/command/getMore/ */
export const getMore: Handler = (call) => {
  const { command, server, database } = call;
  const { reply, returned } = server.cursors.next(
    cursorId(decodeTyped(call.request.body)['getMore'], 'getMore.getMore'),
    `${database}.${String(command['collection'])}`,
    command['batchSize'],
  );
  call.returned = returned;
  return reply;
};

/** https://www.mongodb.com/docs/manual/reference/command/killCursors/ */
export const killCursors: Handler = ({ request, server }) => {
  const ids = decodeTyped(request.body)['cursors'];
  return server.cursors.kill(
    Array.isArray(ids) ? ids.map((id, at) => cursorId(id, `killCursors.cursors.${at}`)) : [],
  );
};

/** https://www.mongodb.com/docs/manual/reference/command/count/ */
export const count: Handler = (call) => {
  const name = collectionName(call);
  const { documents } = find(call.server.catalog.find(call.database, name), requestOf(call), call.usage);
  return { n: documents.length, ok: 1 };
};

export function runAggregate(call: Call): PipelineResult {
  const { command, server, database } = call;
  refuseOptions(command);
  const source =
    typeof command['aggregate'] === 'string'
      ? server.catalog.find(database, command['aggregate'])
      : undefined;
  return aggregate(source, command['pipeline'], {
    collection: (name) => server.catalog.find(database, name),
    usage: call.usage,
    disorder: server.catalog.disorder,
  });
}

/** https://www.mongodb.com/docs/manual/reference/command/aggregate/ */
export const aggregateCommand: Handler = (call) => {
  const { command, server, database } = call;
  const result = runAggregate(call);
  const cursor: Doc = documentOf(command['cursor'], 'cursor');
  const name = typeof command['aggregate'] === 'string' ? command['aggregate'] : '$cmd.aggregate';
  const { reply, returned } = server.cursors.first(`${database}.${name}`, rawResults(result), {
    batchSize: cursor['batchSize'],
  });
  call.returned = returned;
  return reply;
};
