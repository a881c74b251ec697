/**
 * The agent's loop: ask the model, run the tools it calls (in parallel when it calls several), ask again until it only speaks.
 * Everything is traced by hand with the names of the GenAI convention 1.41, one span per attempt.
 */
import { SpanKind } from '@opentelemetry/api';
import type { Agent, Conversation, Tool, ToolArguments } from './agent.ts';
import type { ToolCall } from './chat.ts';
import { writeInstructions, writeToolDefinitions } from './convention-messages.ts';
import { askModel } from './ask-model.ts';
import type { SessionRun } from './session-run.ts';
import { traceCall } from './trace-call.ts';

/** Resolves with the agent's last words. Rejects when the model could not be reached. */
export async function runAgent(run: SessionRun, agent: Agent, conversation: Conversation): Promise<string> {
  const attributes = {
    ...run.conversationAttributes,
    ...run.sessionAttributes,
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': agent.provider,
    'gen_ai.request.model': agent.model,
    'gen_ai.agent.name': agent.name,
    'gen_ai.agent.version': agent.version,
    'gen_ai.agent.description': agent.description,
    'gen_ai.system_instructions': writeInstructions(agent.instructions),
    'gen_ai.tool.definitions': writeToolDefinitions(agent.tools),
  };
  return traceCall(run.tracer, { name: `invoke_agent ${agent.name}`, kind: SpanKind.INTERNAL, attributes }, () =>
    takeSteps(run, agent, conversation),
  );
}

async function takeSteps(run: SessionRun, agent: Agent, conversation: Conversation): Promise<string> {
  for (let step = 0; step < agent.stepsMax; step += 1) {
    const reply = await askModel(run, agent, conversation);
    conversation.messages.push(reply);
    if (reply.tool_calls === undefined) return reply.content ?? '';
    const results = await Promise.all(reply.tool_calls.map((call) => runTool(run, agent, call)));
    for (const [index, call] of reply.tool_calls.entries()) {
      conversation.messages.push({ role: 'tool', tool_call_id: call.id, content: results[index] ?? '' });
    }
  }
  return `Stopped after ${agent.stepsMax} steps.`;
}

/** Resolves with what the model gets to read, also when the tool failed. */
async function runTool(run: SessionRun, agent: Agent, call: ToolCall): Promise<string> {
  const tool = agent.tools.find(({ name }) => name === call.function.name);
  const attributes = {
    ...run.conversationAttributes,
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.agent.name': agent.name,
    'gen_ai.tool.name': call.function.name,
    'gen_ai.tool.type': 'function',
    ...(tool === undefined ? {} : { 'gen_ai.tool.description': tool.description }),
    'gen_ai.tool.call.id': call.id,
    'gen_ai.tool.call.arguments': call.function.arguments,
  };
  run.tally.toolCalls += 1;
  const settings = { name: `execute_tool ${call.function.name}`, kind: SpanKind.INTERNAL, attributes };
  try {
    return await traceCall(run.tracer, settings, async (span) => {
      const result = await callTool(run, tool, call);
      span.setAttribute('gen_ai.tool.call.result', result);
      return result;
    });
  } catch (error) {
    run.pace.throwIfStopped();
    run.tally.errors += 1;
    return `Error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function callTool(run: SessionRun, tool: Tool | undefined, call: ToolCall): Promise<string> {
  if (tool === undefined) throw new TypeError(`there is no tool named ${call.function.name}`);
  await run.pace.wait(tool.latencyMs);
  const args: ToolArguments = JSON.parse(call.function.arguments);
  return tool.run(args);
}
