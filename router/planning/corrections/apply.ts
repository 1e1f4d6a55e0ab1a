import { correctPlanner } from './correct-planner.ts';

// On import, so that modules that import this file first get the corrected planner.
correctPlanner();
