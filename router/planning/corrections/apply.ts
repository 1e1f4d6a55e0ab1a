import { correctPlanner } from './correct-planner.ts';

// A side effect of the import: modules that import this file first get the corrected planner.
correctPlanner();
