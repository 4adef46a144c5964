import { z } from 'zod';
import type { GraphCloud } from '../contract/graph-activities.ts';
import { GUID } from '../contract/guid.ts';
import { nationalClouds } from '../providers/graph/clouds.ts';

const clouds = Object.keys(nationalClouds) as GraphCloud[];

/** The application by which Graph knows us: a worker signs in as it, a server is its webhook. */
export const graphApplicationVariables = {
  GRAPH_APP_ID: z.string().regex(GUID, 'must be the id of an application, a GUID').toLowerCase().optional(),
  GRAPH_CLOUD: z.enum(clouds, { error: `must be one of ${clouds.join(', ')}` }).default('global'),
};
