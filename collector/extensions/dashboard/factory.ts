/** What `extensions: dashboard:` in a configuration makes. */
import { defineExtension } from '../../component.ts';
import { dashboardConfig } from './config.ts';
import { Dashboard } from './dashboard.ts';

export const dashboardExtension = defineExtension({
  type: 'dashboard',
  about: 'Serves the dashboard, the REST API and the live stream at one door.',
  config: dashboardConfig,
  create: (config, settings) => new Dashboard(config, settings),
});
