/** The OpenAPI document is read in review: a change of the API shows in the golden. `npx vitest -u` rewrites it. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { buildOpenApi } from '../../../../collector/extensions/dashboard/openapi.ts';
import { OPERATIONS } from '../../../../collector/operations/index.ts';

const built = buildOpenApi(OPERATIONS, '0.0.0-test');
const parameter = z.object({ name: z.string(), in: z.string(), required: z.boolean() });
const document = z
  .object({
    paths: z.record(
      z.string(),
      z.object({ get: z.object({ parameters: z.array(parameter) }), patch: z.unknown().optional() }),
    ),
    components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
  })
  .parse(built);

describe('the OpenAPI document', () => {
  it('is the one that was reviewed', async () => {
    await expect(`${JSON.stringify(built, null, 2)}\n`).toMatchFileSnapshot('../../../golden/openapi.json');
  });

  it('refers to nothing that it does not have', () => {
    const text = JSON.stringify(built);
    const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref ?? '');
    expect(refs.length).toBeGreaterThan(OPERATIONS.length);
    for (const ref of refs) {
      expect(ref).toMatch(/^#\/components\/schemas\//);
      expect(document.components.schemas).toHaveProperty(ref.slice('#/components/schemas/'.length));
    }
    expect(text).not.toContain('"$schema"');
  });

  it('has a name of its own for every operation', () => {
    expect(new Set(OPERATIONS.map(({ name }) => name)).size).toBe(OPERATIONS.length);
    expect(new Set(OPERATIONS.map(({ method, path }) => `${method} ${path}`)).size).toBe(OPERATIONS.length);
    for (const { name, method } of OPERATIONS)
      expect(name).toMatch(method === 'GET' ? /^(?:(?:get|list|compare)_[a-z_]+|search)$/ : /^update_[a-z_]+$/);
  });

  it('describes what changes something beside what reads it, with its body', () => {
    expect(Object.keys(document.paths['/api/finding/{id}'] ?? {})).toEqual(['get', 'patch']);
    expect(document.paths['/api/finding/{id}']?.patch).toMatchObject({
      operationId: 'update_finding',
      parameters: [{ name: 'id', in: 'path', required: true }],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              properties: { status: { enum: ['open', 'muted', 'resolved'] }, reason: {} },
              required: ['status'],
              additionalProperties: false,
            },
          },
        },
      },
    });
  });

  it('asks for path parameters and lets query parameters go', () => {
    const parameters = document.paths['/api/session/{id}']?.get.parameters ?? [];
    expect(parameters.map(({ name, in: place, required }) => [name, place, required])).toEqual([
      ['id', 'path', true],
      ['cursor', 'query', false],
      ['limit', 'query', false],
    ]);
  });
});
