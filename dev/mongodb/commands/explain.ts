import { MongoError } from '../errors.ts';
import type { Plan } from '../planner.ts';
import { find } from '../query.ts';
import { isDoc, type Doc } from '../values.ts';
import { requestOf, runAggregate } from './read.ts';
import type { Call, Handler } from './call.ts';

function stageOf(plan: Plan): Doc {
  switch (plan.stage) {
    case 'EOF':
      return { stage: 'EOF' };
    case 'COLLSCAN':
      return { stage: 'COLLSCAN', direction: 'forward' };
    case 'IXSCAN': {
      const { spec, isMultikey } = plan.index;
      const scan = {
        stage: 'IXSCAN',
        keyPattern: spec.key,
        indexName: spec.name,
        isMultiKey: isMultikey,
        isUnique: spec.unique === true,
        isPartial: spec.partialFilterExpression !== undefined,
        direction: plan.backward ? 'backward' : 'forward',
      };
      return { stage: 'FETCH', inputStage: scan };
    }
  }
}

function winningPlan(plan: Plan): Doc {
  const stage = stageOf(plan);
  return plan.sorted ? stage : { stage: 'SORT', inputStage: stage };
}

function report(call: Call, plan: Plan, nReturned: number, startedAt: number): Doc {
  const { database, usage, command } = call;
  return {
    explainVersion: '1',
    queryPlanner: {
      namespace: `${database}.${String(command[call.name])}`,
      winningPlan: winningPlan(plan),
      rejectedPlans: [],
    },
    executionStats: {
      executionSuccess: true,
      nReturned,
      executionTimeMillis: Math.round(performance.now() - startedAt),
      totalKeysExamined: usage.keysExamined,
      totalDocsExamined: usage.docsExamined,
      executionStages: { ...winningPlan(plan), nReturned },
    },
  };
}

/** The command with the filter to explain: the first statement's for an update or delete. */
function explainedQuery(command: Doc): Doc {
  const statements = command['updates'] ?? command['deletes'];
  const first: unknown = Array.isArray(statements) ? statements[0] : undefined;
  return isDoc(first) ? { filter: first['q'] } : command;
}

/** https://www.mongodb.com/docs/manual/reference/explain-results/ */
export const explain: Handler = (call) => {
  const inner = call.command['explain'];
  if (!isDoc(inner))
    throw new MongoError(14, "BSON field 'explain' is the wrong type, expected type 'object'");
  const name = Object.keys(inner)[0] ?? '';
  const explained: Call = { ...call, name, command: inner };
  const startedAt = performance.now();
  switch (name) {
    case 'aggregate': {
      const { plan, laterStages, stored, computed } = runAggregate(explained);
      const nReturned = stored?.length ?? computed?.length ?? 0;
      const own = report(explained, plan, nReturned, startedAt);
      if (laterStages.length === 0) return { ...own, ok: 1 };
      return {
        explainVersion: '1',
        stages: [{ $cursor: own }, ...laterStages.map((stage) => ({ [stage]: {}, nReturned }))],
        ok: 1,
      };
    }
    case 'find':
    case 'count':
    case 'update':
    case 'delete':
    case 'findAndModify': {
      const collection = call.server.catalog.find(call.database, String(inner[name]));
      const { plan, documents } = find(
        collection,
        requestOf({ ...explained, command: explainedQuery(inner) }),
        call.usage,
      );
      return { ...report(explained, plan, documents.length, startedAt), ok: 1 };
    }
    default:
      throw new MongoError(59, `Explain failed due to unknown command: ${name}`);
  }
};
