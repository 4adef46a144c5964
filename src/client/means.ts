import type { Client } from '@temporalio/client';
import type { Owners } from './owners.ts';
import type { Settings } from './settings.ts';

/** What the operations of one client have in common. */
export interface Means {
  readonly client: Client;
  readonly owners: Owners;
  readonly settings: Settings;
}
