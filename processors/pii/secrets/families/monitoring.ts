/** Logs, metrics, traces and errors as a service. */
import { defineFamily } from '../secret-family.ts';

export const monitoring = defineFamily({
  name: 'monitoring',
  about: "Letters and lengths; Datadog's are hexadecimal and known by their names.",
  tokens: [
    {
      entity: 'GRAFANA_TOKEN',
      prefixes: ['glsa_'],
      pattern: /glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}(?![A-Za-z0-9_])/y,
      score: 0.98,
    },
    {
      entity: 'GRAFANA_TOKEN',
      prefixes: ['glc_'],
      pattern: /glc_[A-Za-z0-9+/]{32,400}={0,2}(?![A-Za-z0-9+/=])/y,
      score: 0.95,
    },
    {
      entity: 'SENTRY_TOKEN',
      prefixes: ['sntrys_'],
      pattern: /sntrys_eyJ[A-Za-z0-9+/=]{60,400}_[A-Za-z0-9+/]{43}(?![A-Za-z0-9+/=])/y,
      score: 0.98,
    },
    { entity: 'SENTRY_TOKEN', prefixes: ['sntryu_'], pattern: /sntryu_[0-9a-f]{64}(?![A-Za-z0-9])/y, score: 0.98 },
    {
      entity: 'NEW_RELIC_KEY',
      prefixes: ['NRAK-', 'NRII-', 'NRAL-', 'NRJS-'],
      pattern: /NR(?:AK|II|AL|JS)-[A-Za-z0-9_-]{19,36}(?![A-Za-z0-9_-])/y,
      score: 0.93,
    },
    {
      entity: 'NEW_RELIC_KEY',
      prefixes: ['eu01xx', 'us01xx'],
      pattern: /(?:eu|us)01xx[0-9a-f]{30}NRAL(?![A-Za-z0-9])/y,
      score: 0.97,
    },
    {
      entity: 'POSTHOG_KEY',
      prefixes: ['phx_', 'phs_'],
      pattern: /ph[xs]_[A-Za-z0-9]{40,60}(?![A-Za-z0-9_])/y,
      score: 0.95,
    },
    {
      entity: 'DYNATRACE_TOKEN',
      prefixes: ['dt0c01.', 'dt0s01.', 'dt0s16.'],
      pattern: /dt0[a-z]\d\d\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}(?![A-Za-z0-9])/y,
      score: 0.99,
    },
    {
      entity: 'HONEYCOMB_KEY',
      prefixes: ['hcaik_', 'hcxik_', 'hcamk_'],
      pattern: /hc[a-z]{2,3}k_[a-z0-9]{50,70}(?![A-Za-z0-9_])/y,
      score: 0.97,
    },
    {
      entity: 'LOGFIRE_TOKEN',
      prefixes: ['pylf_v'],
      pattern: /pylf_v\d{1,2}_(?:us|eu|local|[a-z]{2,12})_[A-Za-z0-9]{32,50}(?![A-Za-z0-9_])/y,
      score: 0.98,
    },
  ],
  assigned: [
    {
      entity: 'DATADOG_KEY',
      owners: ['datadog', 'ddapi', 'ddapp'],
      ends: ['key'],
      value: /^(?:[0-9a-f]{32}|[0-9a-f]{40})$/,
      score: 0.9,
    },
  ],
});
