/** Table of contents: every component that a configuration can name. One line here makes one. */
import { processors } from '../processors/index.ts';
import { defineAnalysis, type ComponentDefinition } from './component.ts';
import { sessionsConnector } from './connectors/sessions/factory.ts';
import { otlpHttpExporter } from './exporters/otlp-http/factory.ts';
import { storeExporter } from './exporters/store/factory.ts';
import { basicAuthExtension } from './extensions/basic-auth/factory.ts';
import { bearerTokenAuthExtension } from './extensions/bearer-token-auth/factory.ts';
import { dashboardExtension } from './extensions/dashboard/factory.ts';
import { healthCheckExtension } from './extensions/health-check/factory.ts';
import { memoryStoreExtension } from './extensions/memory-store/factory.ts';
import { sqliteStoreExtension } from './extensions/sqlite-store/factory.ts';
import { otlpReceiver } from './receivers/otlp/factory.ts';
import { memoryLimiterProcessor } from './span-processors/memory-limiter/factory.ts';

export const COMPONENTS: readonly ComponentDefinition[] = [
  otlpReceiver,
  memoryLimiterProcessor,
  ...processors.map(defineAnalysis),
  sessionsConnector,
  storeExporter,
  otlpHttpExporter,
  sqliteStoreExtension,
  memoryStoreExtension,
  dashboardExtension,
  healthCheckExtension,
  bearerTokenAuthExtension,
  basicAuthExtension,
];
