/** Every check there is: what it looks at, its thresholds as configured, and which frameworks know its fact. */
import { z } from 'zod';

import type { CheckCategory } from '../model/analysis.ts';
import { behavioralConfig } from '../../processors/behavioral/config.ts';
import { securityConfig } from '../../processors/security/config.ts';
import { describeChecks, type CheckDefinition as Described } from '../../processors/security/describe-checks.ts';
import { checkDefinitions, type CheckDefinition, type CheckDefinitions } from './analysis-schemas.ts';
import { defineOperation, type OperationContext } from './operation.ts';

export const listCheckDefinitions = defineOperation({
  name: 'list_check_definitions',
  method: 'GET',
  path: '/api/security-check-definitions',
  about: 'Every check with its category, thresholds as configured, frameworks and recommendations.',
  params: z.object({}),
  response: checkDefinitions,
  run: async (_params, { analyses }) => {
    const security = securityConfig.parse(configOf(analyses, 'security') ?? {});
    const behavioral = behavioralConfig.parse(configOf(analyses, 'behavioral') ?? {});
    const enabled = analyses.some(({ type }) => type === 'security');
    return {
      checks: describeChecks(security, behavioral).map((check) => toDefinition(check, enabled)),
      categories: CATEGORIES.map((category, order) => ({ ...category, order })),
    };
  },
});

function configOf(analyses: OperationContext['analyses'], wanted: string): unknown {
  return analyses.find(({ type }) => type === wanted)?.config;
}

function toDefinition(check: Described, enabled: boolean): CheckDefinition {
  const { frameworks } = check;
  return {
    check_type: check.id,
    category_id: check.category_id,
    title: check.title,
    description: check.description,
    fact: check.fact,
    enabled,
    thresholds: { ...check.thresholds },
    frameworks: {
      owasp_llm: [...frameworks.owasp_llm],
      owasp_agentic: [...frameworks.owasp_agentic],
      mitre_atlas: [...frameworks.mitre_atlas],
      cwe: [...frameworks.cwe],
      soc2: [...frameworks.soc2],
    },
    framework_names: { ...check.framework_names },
    recommendations: [...check.recommendations],
  };
}

type Category = Omit<CheckDefinitions['categories'][number], 'order'> & { readonly category_id: CheckCategory };

const CATEGORIES: readonly Category[] = [
  {
    category_id: 'RESOURCE_MANAGEMENT',
    name: 'Resource Management',
    description: 'Whether sessions stay within bounds of tokens, tool calls and time, and how much they differ.',
  },
  {
    category_id: 'ENVIRONMENT',
    name: 'Environment',
    description: 'Whether the agent runs on pinned models and is given the tools that it uses, and no others.',
  },
  {
    category_id: 'BEHAVIORAL',
    name: 'Behavioral',
    description: 'Whether sessions follow patterns that last, and how many follow none.',
  },
  {
    category_id: 'PRIVACY_COMPLIANCE',
    name: 'Privacy Compliance',
    description: 'Whether personal data is in what the agent reads and writes.',
  },
];
