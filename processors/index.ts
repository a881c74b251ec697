/** Table of contents of the analyses that run when a session ends, by YAML key. */
import { behavioralProcessor } from './behavioral/factory.ts';
import type { Processor } from './processor.ts';
import { piiProcessor } from './pii/factory.ts';
import { securityProcessor } from './security/factory.ts';

export const processors: readonly Processor[] = [behavioralProcessor, piiProcessor, securityProcessor];
