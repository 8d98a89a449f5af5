// What goes to a CRM, held to the types that its own client has: HubSpot's to @hubspot/api-client's by the
// TypeScript compiler, Salesforce's to jsforce's standard objects, compiled to JSON Schema.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const here = fileURLToPath(new URL('.', import.meta.url));

function inFolder(use) {
  const folder = mkdtempSync(join(here, '.types-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// ---- HubSpot ------------------------------------------------------------------------------------

const CLIENTS = { contacts: 'contacts', companies: 'companies', '0-3': 'deals', leads: 'objects/leads', tasks: 'objects/tasks', goal_targets: 'objects/goals' };
const BODIES = {
  'batch/upsert': 'BatchInputSimplePublicObjectBatchInputUpsert',
  'batch/update': 'BatchInputSimplePublicObjectBatchInput',
  'batch/create': 'BatchInputSimplePublicObjectBatchInputForCreate',
  'batch/read': 'BatchReadInputSimplePublicObjectId',
  search: 'PublicObjectSearchRequest',
};

function hubspotType(path) {
  const object = path.match(/^\/crm\/v3\/objects\/([\w-]+)\/(batch\/\w+|search)$/);
  if (object) return [CLIENTS[object[1]], BODIES[object[2]]];
  if (/^\/crm\/v3\/properties\/\w+$/.test(path)) return ['properties', 'PropertyCreate'];
  if (/^\/crm\/v4\/associations\/\w+\/\w+\/batch\/associate\/default$/.test(path)) return ['associations/v4', 'BatchInputPublicDefaultAssociationMultiPost'];
  return undefined;
}

// Throws what the compiler says; gives how many bodies it looked at. `calls`: the double's.
export function checkHubspotTypes(calls) {
  const typed = calls.filter(({ payload }) => payload !== undefined).map(({ path, payload }) => [hubspotType(path), payload, path]);
  const unknown = typed.find(([type]) => type === undefined);
  if (unknown) throw new Error(`there is no type for ${unknown[2]}`);
  const modules = [...new Set(typed.map(([[module]]) => module))];
  const source = [
    ...modules.map((module, n) => `import type * as m${n} from '@hubspot/api-client/lib/codegen/crm/${module}/models/all.js';`),
    // On the wire an enumeration of the client's is its words, and a member is without the _ before it.
    'type Said<T> = T extends string ? `${T}` : T extends Array<infer Each> ? Said<Each>[] : T extends object ? { [K in keyof T as K extends `_${infer Name}` ? Name : K]: Said<T[K]> } : T;',
    ...typed.map(([[module, type], payload], n) => `export const body${n}: Said<m${modules.indexOf(module)}.${type}> = ${JSON.stringify(payload)};`),
  ];
  return inFolder((folder) => {
    const file = join(folder, 'payloads.ts');
    writeFileSync(file, source.join('\n'));
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
    try {
      execFileSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), ...flags, file], { cwd: here, encoding: 'utf8' });
    } catch (error) {
      throw new Error(`HubSpot's types refuse it: ${error.stdout || error.message}`);
    }
    return typed.length;
  });
}

// ---- Salesforce ---------------------------------------------------------------------------------

const OBJECTS = ['Lead', 'Contact', 'Account', 'Opportunity', 'Task'];

// jsforce brands dates and leaves out what came after its types were made.
const DECLARED = `
import type { StandardSchema } from 'jsforce/lib/types/standard-schema.js';
import type { DateString, BlobString } from 'jsforce/lib/types/schema.js';
type Plain<T> = [NonNullable<T>] extends [DateString] ? string | null : [NonNullable<T>] extends [BlobString] ? string | null : T extends string | number | boolean | null ? T : never;
type Written<N extends keyof StandardSchema['SObjects'] & string> = { [K in keyof StandardSchema['SObjects'][N]['Fields']]?: Plain<StandardSchema['SObjects'][N]['Fields'][K]> } & { attributes: { type: N }; id?: string; Baton_Id__c?: string };
export type Records = {
${OBJECTS.map((name) => `  ${name}: Written<'${name}'>${name === 'Opportunity' ? ' & { ContactId?: string }' : ''};`).join('\n')}
};
`;

let schemas;

// The complaints about what was written; none when all is well. `calls`: the double's.
export function salesforceComplaints(calls) {
  schemas ??= inFolder((folder) => {
    const path = join(folder, 'written.ts');
    writeFileSync(path, DECLARED);
    const tsconfig = join(folder, 'tsconfig.json');
    writeFileSync(tsconfig, JSON.stringify({ compilerOptions: { strict: true, skipLibCheck: true, module: 'nodenext', target: 'es2022', types: [] }, files: ['written.ts'] }));
    const ajv = new Ajv({ allErrors: true, strict: false });
    const { definitions } = createGenerator({ path, tsconfig, type: 'Records', skipTypeCheck: true, additionalProperties: false }).createSchema('Records');
    return Object.fromEntries(OBJECTS.map((name) => [name, ajv.compile({ ...definitions.Records.properties[name], definitions })]));
  });
  const complaints = [];
  for (const { payload } of calls) {
    for (const record of payload?.records ?? []) {
      const check = schemas[record.attributes?.type];
      if (!check) complaints.push(`no object: ${JSON.stringify(record)}`);
      else if (!check(record)) complaints.push(`${record.attributes.type}: ${check.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`).join('; ')}`);
    }
  }
  return complaints;
}
