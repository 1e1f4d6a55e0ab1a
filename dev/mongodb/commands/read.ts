import { MongoError } from '../errors.ts';
import { encodeValue } from '../key-string.ts';
import { somePathValue } from '../paths.ts';
import { aggregate, rawResults, type PipelineResult } from '../pipeline.ts';
import { compileProjection } from '../projection.ts';
import { find, parseSort, type Find } from '../query.ts';
import { asNumber, isDoc, type Doc } from '../values.ts';
import { collectionName, documentOf, refuseCollation, type Call, type Handler } from './call.ts';

function amount(value: unknown, name: string): number | undefined {
  const number = asNumber(value);
  if (value === undefined || value === null || number === 0) return undefined;
  if (number === undefined)
    throw new MongoError(14, `BSON field '${name}' is the wrong type, expected a number`);
  if (number < 0)
    throw new MongoError(2, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return number;
}

/** What a find, count or distinct command asks for. */
export function requestOf({ command }: Call): Find {
  refuseCollation(command['collation']);
  const limit = amount(command['limit'], 'limit');
  return {
    filter: documentOf(command['filter'] ?? command['query'], 'filter'),
    sort: parseSort(command['sort']),
    skip: amount(command['skip'], 'skip') ?? 0,
    limit,
    hint: command['hint'],
    variables: isDoc(command['let']) ? command['let'] : undefined,
  };
}

/** https://www.mongodb.com/docs/manual/reference/command/find/ */
export const findCommand: Handler = (call) => {
  const name = collectionName(call);
  const { command, server, database } = call;
  if (command['tailable'] === true || command['awaitData'] === true)
    throw new MongoError(2, 'tailable cursors are not supported by this server');
  const request = requestOf(call);
  const project = compileProjection(command['projection'], request.filter);
  const { documents } = find(server.catalog.find(database, name), request, call.effort);
  const { reply, returned } = server.cursors.first(`${database}.${name}`, documents.map(project), command);
  call.returned = returned;
  return reply;
};

export const getMore: Handler = (call) => {
  const { command, server, database } = call;
  const { reply, returned } = server.cursors.next(
    command['getMore'],
    `${database}.${String(command['collection'])}`,
    command['batchSize'],
  );
  call.returned = returned;
  return reply;
};

export const killCursors: Handler = ({ command, server }) => {
  const ids = command['cursors'];
  return server.cursors.kill(Array.isArray(ids) ? ids : []);
};

/** https://www.mongodb.com/docs/manual/reference/command/count/ */
export const count: Handler = (call) => {
  const name = collectionName(call);
  const { documents } = find(call.server.catalog.find(call.database, name), requestOf(call), call.effort);
  return { n: documents.length, ok: 1 };
};

/** https://www.mongodb.com/docs/manual/reference/command/distinct/ */
export const distinct: Handler = (call) => {
  const name = collectionName(call);
  const path = String(call.command['key']).split('.');
  const { documents } = find(call.server.catalog.find(call.database, name), requestOf(call), call.effort);
  const values = new Map<string, unknown>();
  for (const { plain } of documents) {
    somePathValue(
      plain,
      path,
      (value) => {
        for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
          if (one !== undefined) values.set(encodeValue(one), one);
        }
        return false;
      },
      false,
    );
  }
  return { values: [...values.values()], ok: 1 };
};

export function runAggregate(call: Call): PipelineResult {
  const { command, server, database } = call;
  refuseCollation(command['collation']);
  const source =
    typeof command['aggregate'] === 'string'
      ? server.catalog.find(database, command['aggregate'])
      : undefined;
  return aggregate(
    source,
    command['pipeline'],
    {
      collection: (name) => server.catalog.find(database, name),
      effort: call.effort,
      variables: isDoc(command['let']) ? command['let'] : undefined,
    },
    command['hint'],
  );
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
