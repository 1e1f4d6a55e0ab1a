import type { Connection } from 'mongoose';
import { z } from 'zod';

/** The winning plan of a query, as MongoDB explains it. */
export interface QueryPlan {
  collection: string;
  /** From the last stage to the first: `['FETCH', 'IXSCAN']`. `SORT` reads all matches before it returns one. */
  stages: string[];
  docsExamined: number;
}

interface PlanStage {
  stage: string;
  inputStage?: PlanStage | undefined;
}

const planStage: z.ZodType<PlanStage> = z.object({
  stage: z.string(),
  inputStage: z.lazy(() => planStage.optional()),
});
const explained = z.object({
  queryPlanner: z.object({
    // The slot-based engine nests the plan: https://www.mongodb.com/docs/manual/reference/explain-results/
    winningPlan: z.union([z.object({ queryPlan: planStage }), planStage]),
  }),
  executionStats: z.object({ totalDocsExamined: z.number() }),
});
const answer = z.union([explained, z.object({ stages: z.array(z.unknown()) })]);
const cursorStage = z.object({ $cursor: explained });

/** The fields that do not change a query's plan, or that `explain` refuses. */
const sessionFields = ['lsid', '$db', '$clusterTime', 'txnNumber', 'readConcern', 'maxTimeMS'];

/**
 * Runs some work, and then explains its `find` and `aggregate` commands.
 * @param connection has `monitorCommands`
 */
export async function plansOf<Result>(
  connection: Connection,
  work: () => Promise<Result>,
): Promise<{ result: Result; plans: QueryPlan[] }> {
  const { db } = connection;
  if (db === undefined) throw new Error('The connection is not open.');
  const sent: Record<string, unknown>[] = [];
  const record = (event: { commandName: string; databaseName: string; command: object }) => {
    if (event.databaseName !== db.databaseName || !/^(find|aggregate)$/.test(event.commandName)) return;
    sent.push(
      Object.fromEntries(Object.entries(event.command).filter(([name]) => !sessionFields.includes(name))),
    );
  };
  const client = connection.getClient();
  client.on('commandStarted', record);
  const result = await work().finally(() => client.off('commandStarted', record));
  const plans: QueryPlan[] = [];
  for (const command of sent) {
    const found = answer.parse(await db.command({ explain: command, verbosity: 'executionStats' }));
    const first = 'stages' in found ? cursorStage.parse(found.stages[0]).$cursor : found;
    const { winningPlan } = first.queryPlanner;
    plans.push({
      collection: String(command['find'] ?? command['aggregate']),
      stages: stagesOf('queryPlan' in winningPlan ? winningPlan.queryPlan : winningPlan),
      docsExamined: first.executionStats.totalDocsExamined,
    });
  }
  return { result, plans };
}

function stagesOf({ stage, inputStage }: PlanStage): string[] {
  return inputStage === undefined ? [stage] : [stage, ...stagesOf(inputStage)];
}
