/** What the checks are, with their thresholds as they are configured: for those who look, not for those who judge. */
import type { CheckCategory } from '../../collector/model/analysis.ts';
import type { Frameworks } from '../../collector/model/finding.ts';
import type { Check } from './check.ts';
import { checks } from './checks/index.ts';
import type { SecurityConfig } from './config.ts';
import { FRAMEWORK_NAMES } from './framework-names.ts';

export interface CheckDefinition {
  readonly id: string;
  readonly category_id: CheckCategory;
  readonly title: string;
  readonly description: string;
  /** Checks of one fact may be shown together. */
  readonly fact: string;
  /** By key of the configuration. */
  readonly thresholds: Readonly<Record<string, ThresholdValue>>;
  readonly frameworks: Frameworks;
  /** What those of the frameworks' ids are called whose lists have names. */
  readonly framework_names: Readonly<Record<string, string>>;
  readonly recommendations: readonly string[];
}

export type ThresholdValue = number | boolean | readonly string[];

/** @param behavioral the behavioural analysis's configuration, null where it does not run: its checks have no thresholds then. */
export function describeChecks(
  config: SecurityConfig,
  behavioral: Readonly<Record<string, unknown>> | null = null,
): readonly CheckDefinition[] {
  return checks.map((check) => ({
    id: check.id,
    category_id: check.category,
    title: check.title,
    description: check.description,
    fact: check.fact,
    thresholds: { ...resolveThresholds(check, config), ...resolveBehavioral(check, behavioral) },
    frameworks: check.frameworks,
    framework_names: Object.fromEntries(
      Object.values(check.frameworks)
        .flat()
        .flatMap((id: string) => {
          const name = FRAMEWORK_NAMES.get(id);
          return name === undefined ? [] : [[id, name]];
        }),
    ),
    recommendations: check.recommendations,
  }));
}

export function resolveThresholds(
  { thresholds }: Pick<Check, 'thresholds'>,
  config: SecurityConfig,
): Readonly<Record<string, ThresholdValue>> {
  return Object.fromEntries(thresholds.map((key) => [key, config[key]]));
}

function resolveBehavioral(
  { behavioralThreshold: key }: Check,
  behavioral: Readonly<Record<string, unknown>> | null,
): Readonly<Record<string, number>> {
  const value = key === undefined ? undefined : behavioral?.[key];
  return key === undefined || typeof value !== 'number' ? {} : { [key]: value };
}
