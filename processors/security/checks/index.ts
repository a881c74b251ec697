/** Table of contents of the checks, in the order of their rows. */
import type { Check } from '../check.ts';
import { behavioralClusterFormation } from './behavioral-cluster-formation.ts';
import { behavioralOutlierRate } from './behavioral-outlier-rate.ts';
import { behavioralPredictability } from './behavioral-predictability.ts';
import { behavioralStabilityScore } from './behavioral-stability-score.ts';
import { behavioralUncertainty } from './behavioral-uncertainty.ts';
import { environmentAverageToolsCoverage } from './environment-average-tools-coverage.ts';
import { environmentConsistentModel } from './environment-consistent-model.ts';
import { environmentUnusedTools } from './environment-unused-tools.ts';
import { privacyDetection } from './privacy-detection.ts';
import { privacyExposureRate } from './privacy-exposure-rate.ts';
import { privacySystemPrompt } from './privacy-system-prompt.ts';
import { resourceDurationVariance } from './resource-duration-variance.ts';
import { resourceTokenBounds } from './resource-token-bounds.ts';
import { resourceTokenVariance } from './resource-token-variance.ts';
import { resourceToolCallBounds } from './resource-tool-call-bounds.ts';
import { resourceToolVariance } from './resource-tool-variance.ts';

export const checks: readonly Check[] = [
  resourceTokenBounds,
  resourceToolCallBounds,
  resourceTokenVariance,
  resourceToolVariance,
  resourceDurationVariance,
  environmentConsistentModel,
  environmentAverageToolsCoverage,
  environmentUnusedTools,
  behavioralStabilityScore,
  behavioralOutlierRate,
  behavioralClusterFormation,
  behavioralPredictability,
  behavioralUncertainty,
  privacyDetection,
  privacySystemPrompt,
  privacyExposureRate,
];
