import { correctPlanner } from './planner-corrections.ts';

// For whoever imports the gateway without having seen to it.
correctPlanner();
