export { ConfigurationError } from './read-environment.ts';
export { readServerConfig } from './server-config.ts';
export { readWorkerConfig } from './worker-config.ts';
