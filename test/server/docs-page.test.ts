import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unservedApi } from '../../scripts/http/unserved-api.ts';

let api: Awaited<ReturnType<typeof unservedApi>>;
let page: Awaited<ReturnType<typeof get>>;

const get = (url: string) => api.inject({ method: 'GET', url });
const urlsIn = (html: string) => [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => String(url));

beforeAll(async () => {
  api = await unservedApi();
  page = await get('/docs');
});

afterAll(() => api.close());

test('the page takes nothing from elsewhere, and what it takes is there', async () => {
  const urls = urlsIn(page.body);
  const answers = await Promise.all(urls.map((url) => get(url)));

  expect(urls.length).toBeGreaterThan(5);
  expect(urls.filter((url) => !url.startsWith('/docs/static/'))).toEqual([]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(urls.map(() => 200));
});

test('the page has no script or style of its own, so that a strict policy leaves it whole', () => {
  const policy = String(page.headers['content-security-policy']);

  expect(page.headers['content-type']).toContain('text/html');
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(policy).not.toMatch(/unsafe|https?:/);
  expect(page.body).not.toMatch(/<script(?![^>]* src=)[^>]*>|<style|\son\w+=|\sstyle=/);
});

test('what the page shows is the document of the API', async () => {
  const initializer = await get('/docs/static/swagger-initializer.js');
  const [shown, document] = [await get('/docs/json'), await get('/openapi.json')];

  expect(initializer.body).toContain("resolveUrl('./json')");
  expect(initializer.body).toMatch(/validatorUrl: null/);
  expect(shown.json()).toEqual(document.json());
});
