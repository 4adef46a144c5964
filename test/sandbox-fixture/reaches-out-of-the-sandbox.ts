// Each of these lines must fail to compile: none of it exists in a workflow.
import { readFileSync } from 'node:fs';

export const environment = process.env;
export const bytes = Buffer.from('a');
export const answer = fetch('https://example.com');
export const file = readFileSync;
export const timer = setInterval(() => undefined, 1);
