import { z } from 'zod';
import { answer, problems, text } from './answers.ts';

const tags = ['Service'];

export const health = {
  operationId: 'health',
  summary: 'Whether the process lives',
  description: 'Says nothing of Temporal or of workers.',
  tags,
  response: {
    200: answer('It lives.', z.object({ status: z.literal('ok') }), { examples: { ok: { status: 'ok' } } }),
    ...problems(),
  },
};

export const readiness = {
  operationId: 'readiness',
  summary: 'Whether the process does its work',
  description: 'Not while Temporal does not answer, and not once it was told to stop.',
  tags,
  response: {
    200: answer('It does.', z.object({ status: z.literal('ready') }), { examples: { ready: { status: 'ready' } } }),
    ...problems('not-ready'),
  },
};

export const metrics = {
  operationId: 'metrics',
  summary: 'What the process measures',
  description: 'For Prometheus.',
  tags,
  response: {
    200: text('In the text format of Prometheus.', 'text/plain', 'process_cpu_seconds_total 1.5\n'),
    ...problems(),
  },
};

export const openApi = {
  operationId: 'openApi',
  summary: 'This document',
  description: 'OpenAPI 3.1; `/docs` shows it.',
  tags,
  response: {
    200: answer('The document.', z.looseObject({ openapi: z.string() }), { examples: {} }),
    ...problems(),
  },
};
