import type { Doors, QueryDoor, RequestDoor } from '../routes/doors.ts';
import { catalogue } from '../problems/catalogue.ts';
import { fieldsOf, inputSchema, servedSchema } from './json-schema.ts';

/** The style of the reference page; the page names its hash, nothing else may style it. */
export const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2433;background:#fff}
h1,h2,h3{line-height:1.2}h3{margin-top:2.5rem;border-top:1px solid #d5dae3;padding-top:1rem}
code,pre{font:14px/1.45 ui-monospace,monospace}pre{background:#f4f6fa;padding:.75rem;overflow:auto;max-height:24rem}
.verb{color:#0b5c3b}.who{color:#4a5568}table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
@media(prefers-color-scheme:dark){body{color:#e3e7ef;background:#14171d}pre{background:#1e232c}.verb{color:#6fd6a6}.who{color:#a5b0c2}h3{border-color:#333b48}}`;

/** A page for people about every route: no scripts, nothing from elsewhere. */
export function referencePage({ queries, requests }: Doors): string {
  const sections = [
    ...queries.map((door) => querySection(door)),
    ...requests.map((door) => requestSection(door)),
  ];
  const problems = Object.entries(catalogue).map(
    ([code, { status, title }]) =>
      `<tr><td>${status}</td><td><code>${code}</code></td><td>${escaped(title)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Murmuration: reference</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>Murmuration</h1><p>The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>
<h3><code><span class="verb">GET</span> /orders/:orderId/events</code></h3>
<p class="who">The order’s customer and operators. Server-sent events: <code>state</code>, <code>progress</code>, <code>end</code>; <code>Last-Event-ID</code> resumes.</p>
${sections.join('\n')}
<h2>Problems</h2><table><tr><th>status</th><th>code</th><th>means</th></tr>${problems.join('')}</table></body></html>`;
}

function querySection({ contract, path, access }: QueryDoor): string {
  const rows = fieldsOf(contract.params).map(
    ({ name, schema, required }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${required ? 'required' : 'optional'}</td><td><code>${json(schema)}</code></td></tr>`,
  );
  const parameters = rows.length === 0 ? '' : `<table>${rows.join('')}</table>`;
  const body = `${parameters}${block('Answer', servedSchema(contract.result))}${example(contract.examples[0]?.result)}`;
  return section('GET', path, contract.type, access, body);
}

function requestSection({ contract, path, access, status }: RequestDoor): string {
  const body = `${block('Body', inputSchema(contract.data))}${example(contract.examples[0]?.data)}${block(`Answer, ${status}`, servedSchema(contract.result))}`;
  return section('POST', path, contract.type, access, body);
}

function section(verb: string, path: string, type: string, access: string, body: string): string {
  return `<h3 id="${escaped(type)}"><code><span class="verb">${verb}</span> ${escaped(path)}</code></h3>
<p class="who"><code>${escaped(type)}</code>, access: ${escaped(access)}</p>${body}`;
}

const block = (title: string, value: unknown): string =>
  `<details><summary>${escaped(title)}</summary><pre>${json(value, 2)}</pre></details>`;

const example = (value: unknown): string =>
  value === undefined || value === null ? '' : `<pre>${json(value, 2)}</pre>`;

const json = (value: unknown, indent?: number): string =>
  escaped(JSON.stringify(value, undefined, indent));

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
