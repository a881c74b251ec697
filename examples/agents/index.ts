/** The demo's agents. */
import type { DemoAgent } from '../demo-agent.ts';
import { inboxAssistant } from './inbox-assistant.ts';
import { ledgerSync } from './ledger-sync.ts';
import { marketResearch } from './market-research.ts';
import { repoFixer } from './repo-fixer.ts';
import { supportDesk } from './support-desk.ts';

export const DEMO_AGENTS: readonly DemoAgent[] = [supportDesk, marketResearch, repoFixer, ledgerSync, inboxAssistant];
