import { z } from 'zod';
import { graphCallView, mediaOperationView } from '../../contract/graph-media-view.schema.ts';
import { operationView } from '../../contract/operation-view.schema.ts';
import { bodyOf } from '../problem.ts';
import { problemExamples, problemTypes } from './problem-examples.ts';

const bodies = problemTypes.map((type) => bodyOf(problemExamples[type]));

const fieldError = z.object({
  pointer: z.string().meta({ description: 'RFC 6901: into the body, or to a parameter by its name.' }),
  detail: z.string(),
});

export const problemSchema = z
  .object({
    type: z.enum(bodies.map(({ type }) => type)),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    errors: z.array(fieldError).exactOptional().meta({ description: 'Of `invalid-request`: what is wrong where.' }),
    operation: z
      .union([operationView, mediaOperationView])
      .exactOptional()
      .meta({ description: 'Of `operation-settled` and `single-cancel-unsupported`: the view.' }),
    call: graphCallView.exactOptional().meta({ description: 'Of `call-ended`: the view.' }),
    reason: z.string().exactOptional().meta({ description: 'Of `not-ready`: in one word.' }),
    graph: z
      .object({
        status: z.int().exactOptional(),
        code: z.string().exactOptional(),
        knownCauses: z.array(z.string()).exactOptional(),
      })
      .exactOptional()
      .meta({ description: 'Of `graph-refused`: what Graph answered.' }),
    failure: z
      .object({ name: z.string(), message: z.string(), machine: z.string(), state: z.string(), event: z.string() })
      .exactOptional()
      .meta({ description: 'Of `operation-failed`: the defect, as far as it is known.' }),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457. `type` stays the same over versions; `title` and `detail` are for people.',
    examples: bodies,
  });
