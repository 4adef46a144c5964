import { DefaultAzureCredential } from '@azure/identity';
import { EntraTokens } from '../entra-tokens.ts';

export interface EntraId {
  /** Where tokens come from instead of the public cloud's; taken at its word, without asking the public cloud about it. */
  readonly authorityHost?: string;
}

/**
 * The credential of the process: environment, workload identity, managed identity, developer tools, in this order.
 * @see Microsoft Learn, "DefaultAzureCredential overview"
 */
export function entraTokens({ authorityHost }: EntraId): EntraTokens {
  const options = authorityHost === undefined ? {} : { authorityHost, disableInstanceDiscovery: true };
  return new EntraTokens(() => new DefaultAzureCredential(options));
}
