// Salesforce as a connected app sees it, on 127.0.0.1 and a free port: the OAuth JWT bearer flow, SOQL, composite
// requests and sObject collections with upserts upon an external id. It keeps what it is told, refuses what
// Salesforce refuses in the words that Salesforce has, and can be told to misbehave.
//
//   const salesforce = await startSalesforce({ client: '3MVG…', user: 'baton@acme.test', publicKey, people: { '005…': 'sarah@acme.test' } });
//   salesforce.url               its login and its instance: 'http://127.0.0.1:PORT'
//   salesforce.calls             a Mailbox of { method, path, payload, status, answer }
//   salesforce.all('Lead')       the records that are there
//   salesforce.edit('Opportunity', id, { StageName: 'Closed Won' })    what somebody does by hand
//   salesforce.remove('Lead', id), .add('Contact', { … }), .convert(leadId)
//   salesforce.expire()          every session ends
//   salesforce.next(fault, on)   the next call whose "METHOD path" matches goes wrong: 'lose' (done, the answer is
//                                lost) | 'away' (503) | 'limit' (REQUEST_LIMIT_EXCEEDED) | 'locked' (each record's row is locked)
//   salesforce.without('Lead')   the object has no Baton_Id__c
//   salesforce.hasForecasts      whether there is a ForecastingQuota

import { createVerify } from 'node:crypto';
import { serveDouble } from './crm.mjs';
import { Mailbox } from './receivers/mailbox.mjs';
import { query, SoqlError } from './soql.mjs';

const DATA = /^\/services\/data\/v(\d+)\.0/;
const PREFIX = { Lead: '00Q', Contact: '003', Account: '001', Opportunity: '006', Task: '00T' };
const REQUIRED = { Lead: ['LastName', 'Company'], Contact: ['LastName'], Account: ['Name'], Opportunity: ['Name', 'StageName', 'CloseDate'], Task: [] };
const ACTIVITY = ['WhoId', 'WhatId', 'Subject', 'ActivityDate', 'Status', 'Priority', 'OwnerId', 'Description'];
const FIELDS = {
  Lead: ['FirstName', 'LastName', 'Company', 'Title', 'Email', 'Phone', 'Website', 'Street', 'City', 'State', 'PostalCode', 'Country', 'Industry', 'AnnualRevenue', 'NumberOfEmployees', 'LeadSource', 'Status', 'Rating', 'Description', 'OwnerId', 'IsConverted', 'ConvertedOpportunityId', 'ConvertedContactId'],
  Contact: ['AccountId', 'FirstName', 'LastName', 'Title', 'Email', 'Phone', 'MailingCity', 'MailingPostalCode', 'MailingCountry', 'LeadSource', 'Description', 'OwnerId'],
  Account: ['Name', 'Website', 'Phone', 'Industry', 'AnnualRevenue', 'NumberOfEmployees', 'BillingCity', 'BillingPostalCode', 'Description', 'OwnerId'],
  Opportunity: ['AccountId', 'ContactId', 'Name', 'StageName', 'CloseDate', 'Amount', 'Description', 'LeadSource', 'OwnerId', 'IsClosed', 'IsWon'],
  Task: ACTIVITY,
};
const OWN = ['Id', 'CreatedDate', 'LastModifiedDate', 'SystemModstamp', 'IsDeleted', 'IsConverted', 'IsClosed', 'IsWon', 'ConvertedOpportunityId', 'ConvertedContactId'];
const LONGEST = { LastName: 80, FirstName: 40, Company: 255, Name: { Opportunity: 120, Account: 255 }, Title: 128, Phone: 40, Website: 255, Subject: 255, City: 40, PostalCode: 20, Description: 32_000, Industry: 40, LeadSource: 40 };
const STAGES = [
  { ApiName: 'Prospecting', MasterLabel: 'Prospecting', IsActive: true, IsClosed: false, IsWon: false, SortOrder: 1 },
  { ApiName: 'Negotiation', MasterLabel: 'Negotiation', IsActive: true, IsClosed: false, IsWon: false, SortOrder: 2 },
  { ApiName: 'Closed Won', MasterLabel: 'Closed Won', IsActive: true, IsClosed: true, IsWon: true, SortOrder: 3 },
  { ApiName: 'Closed Lost', MasterLabel: 'Closed Lost', IsActive: true, IsClosed: true, IsWon: false, SortOrder: 4 },
];

class Refusal extends Error {
  constructor(status, errorCode, message, fields) {
    super(message);
    Object.assign(this, { status, errorCode, fields });
  }
}
const ofRecord = (statusCode, message, fields = []) => new Refusal(200, statusCode, message, fields);

class Org {
  constructor({ client, user, publicKey, people, quotas = {}, dailyLimit = 15_000 }) {
    Object.assign(this, { client, user, publicKey, people, quotas, dailyLimit });
    this.calls = new Mailbox();
    this.sessions = new Set();
    this.logins = 0;
    this.used = 0;
    this.lastId = 0;
    this.lastTime = 0;
    this.faults = [];
    this.hasForecasts = true;
    this.records = Object.fromEntries(Object.keys(PREFIX).map((type) => [type, new Map()]));
    this.fields = Object.fromEntries(Object.entries(FIELDS).map(([type, names]) => [type, new Set([...names, ...OWN, 'Baton_Id__c'])]));
  }

  // ---- by hand ----------------------------------------------------------------------------------
  all(type) {
    return [...this.records[type].values()].filter((record) => !record.IsDeleted);
  }
  edit(type, id, fields) {
    const record = this.records[type].get(id);
    if (!record || record.IsDeleted) throw new Error(`there is no ${type} ${id}`);
    this.store(type, record, fields);
    return record;
  }
  add(type, fields) {
    return this.make(type, fields, { allowsDuplicates: true });
  }
  remove(type, id) {
    this.records[type].get(id).IsDeleted = true;
  }
  // What "Convert" does, with Baton_Id__c mapped to the opportunity.
  convert(id) {
    const lead = this.records.Lead.get(id);
    const opportunity = this.add('Opportunity', { Name: lead.Company, StageName: 'Prospecting', CloseDate: '2030-01-01', OwnerId: lead.OwnerId, Baton_Id__c: lead.Baton_Id__c });
    this.store('Lead', lead, { IsConverted: true, ConvertedOpportunityId: opportunity.Id });
    return opportunity;
  }
  expire() {
    this.sessions.clear();
  }
  next(fault, on = /./) {
    this.faults.push({ fault, on });
  }
  without(type) {
    this.fields[type].delete('Baton_Id__c');
  }

  // ---- records ----------------------------------------------------------------------------------
  store(type, record, fields) {
    this.lastTime = Math.max(Date.now(), this.lastTime + 1000);
    Object.assign(record, fields);
    record.LastModifiedDate = new Date(this.lastTime).toISOString().replace('Z', '+0000');
    if (type === 'Opportunity') {
      const stage = STAGES.find(({ ApiName }) => ApiName === record.StageName);
      record.IsClosed = stage?.IsClosed ?? false;
      record.IsWon = stage?.IsWon ?? false;
    }
    if (record.AccountId) record.Account = this.records.Account.get(record.AccountId);
  }

  check(type, fields, record, { allowsDuplicates }) {
    for (const [name, value] of Object.entries(fields)) {
      if (!this.fields[type].has(name)) throw new Refusal(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${type}`, [name]);
      if (OWN.includes(name)) throw ofRecord('INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`, [name]);
      const longest = LONGEST[name]?.[type] ?? LONGEST[name];
      if (typeof value === 'string' && typeof longest === 'number' && value.length > longest) throw ofRecord('STRING_TOO_LONG', `${name}: data value too large: (max length=${longest})`, [name]);
      if (name === 'Email' && value && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) throw ofRecord('INVALID_EMAIL_ADDRESS', `Email: invalid email address: ${value}`, ['Email']);
      if (name === 'OwnerId' && !(value in this.people)) throw ofRecord('INVALID_CROSS_REFERENCE_KEY', 'Owner ID: owner cannot be blank', ['OwnerId']);
      if (name === 'AccountId' && value && !this.records.Account.has(value)) throw ofRecord('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', ['AccountId']);
    }
    if (record?.IsConverted) throw ofRecord('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', []);
    const missing = record ? [] : REQUIRED[type].filter((name) => !fields[name]);
    if (missing.length > 0) throw ofRecord('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
    if (!record && fields.Email && !allowsDuplicates && this.all(type).some((other) => other.Email === fields.Email)) {
      throw ofRecord('DUPLICATES_DETECTED', `Use one of these records?`, []);
    }
  }

  make(type, fields, options) {
    this.check(type, fields, undefined, options);
    const id = `${PREFIX[type]}5g${String(++this.lastId).padStart(10, '0')}AAA`;
    const record = { Id: id, IsDeleted: false, CreatedDate: new Date().toISOString().replace('Z', '+0000'), ...(type === 'Lead' ? { IsConverted: false, Status: 'Open - Not Contacted' } : {}) };
    this.records[type].set(id, record);
    this.store(type, record, { OwnerId: Object.keys(this.people)[0], ...fields });
    return record;
  }

  // Names of other records by their external id: { Account: { Baton_Id__c: '…' } }.
  resolve(type, fields) {
    const out = { ...fields };
    delete out.attributes;
    if (out.Account && typeof out.Account === 'object') {
      const [[name, value]] = Object.entries(out.Account);
      const found = this.all('Account').find((account) => account[name] === value);
      if (!found) throw ofRecord('INVALID_FIELD', `Foreign key external ID: ${value} not found for field ${name} in entity Account`, []);
      delete out.Account;
      out.AccountId = found.Id;
    }
    return out;
  }

  collection(records, options, each) {
    if (!Array.isArray(records) || records.length === 0 || records.length > 200) throw new Refusal(400, 'NUMBER_OUTSIDE_VALID_RANGE', 'The number of records has to be from 1 to 200');
    return records.map((record) => {
      try {
        if (options.isLocked) throw ofRecord('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record', []);
        return each(record);
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 200) throw error;
        return { success: false, errors: [{ statusCode: error.errorCode, message: error.message, fields: error.fields }] };
      }
    });
  }

  upsert(type, external, { records }, options) {
    if (!this.fields[type].has(external)) throw new Refusal(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${external}`);
    return this.collection(records, options, (given) => {
      if (given.attributes?.type !== type) throw new Refusal(400, 'INVALID_TYPE', `${given.attributes?.type} among ${type}`);
      const fields = this.resolve(type, given);
      const key = fields[external];
      if (!key) throw ofRecord('MISSING_ARGUMENT', `${external} not specified`, [external]);
      const found = this.all(type).find((record) => record[external] === key);
      if (!found) return { id: this.make(type, fields, options).Id, success: true, errors: [], created: true };
      this.check(type, fields, found, options);
      this.store(type, found, fields);
      return { id: found.Id, success: true, errors: [], created: false };
    });
  }

  insertOrUpdate(method, { records }, options) {
    return this.collection(records, options, (given) => {
      const type = given.attributes?.type;
      if (!(type in this.records)) throw new Refusal(400, 'INVALID_TYPE', `${type} is no object`);
      const fields = this.resolve(type, given);
      if (method === 'POST') return { id: this.make(type, fields, options).Id, success: true, errors: [] };
      const id = fields.Id ?? fields.id;
      delete fields.Id;
      delete fields.id;
      const found = this.records[type].get(id);
      if (!found) throw ofRecord('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
      if (found.IsDeleted) throw ofRecord('ENTITY_IS_DELETED', 'entity is deleted', []);
      this.check(type, fields, found, options);
      this.store(type, found, fields);
      return { id, success: true, errors: [] };
    });
  }

  ask(text) {
    const table = (type) => {
      if (type in this.records) return { records: this.all(type), hasField: (name) => this.fields[type].has(name) };
      if (type === 'User') return { records: Object.entries(this.people).map(([Id, Email]) => ({ Id, Email, Name: Email.split('@')[0], IsActive: true, UserType: 'Standard' })), hasField: () => true };
      if (type === 'OpportunityStage') return { records: STAGES, hasField: () => true };
      if (type === 'LeadStatus') return { records: ['Open - Not Contacted', 'Closed - Not Converted'].map((ApiName, SortOrder) => ({ ApiName, SortOrder, IsConverted: false })), hasField: () => true };
      if (type === 'ForecastingQuota' && this.hasForecasts) return { records: Object.entries(this.quotas).map(([QuotaOwnerId, QuotaAmount]) => ({ QuotaOwnerId, QuotaAmount, StartDate: new Date().toISOString().slice(0, 10) })), hasField: () => true };
      return undefined;
    };
    const records = query(text, table);
    return { totalSize: records.length, done: true, records };
  }

  // ---- calls ------------------------------------------------------------------------------------
  login(form, response) {
    const refuse = (error, description) => response(400, { error, error_description: description });
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return refuse('unsupported_grant_type', 'grant type not supported');
    const [head, body, signature] = (form.get('assertion') ?? '').split('.');
    const part = (text) => JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!signature || part(head).alg !== 'RS256') return refuse('invalid_grant', 'invalid assertion');
    const verified = createVerify('RSA-SHA256').update(`${head}.${body}`).verify(this.publicKey, Buffer.from(signature, 'base64url'));
    const { iss, sub, aud, exp } = part(body);
    const now = Date.now() / 1000;
    if (iss !== this.client) return refuse('invalid_client_id', 'client identifier invalid');
    if (!verified) return refuse('invalid_grant', 'invalid assertion');
    if (aud !== this.url) return refuse('invalid_grant', 'audience is invalid');
    if (!Number.isInteger(exp) || exp < now || exp > now + 300) return refuse('invalid_grant', 'expired authorization code');
    if (sub !== this.user) return refuse('invalid_grant', "user hasn't approved this consumer");
    const token = `00D!session-${++this.logins}`;
    this.sessions.add(token);
    return response(200, { access_token: token, scope: 'api', instance_url: this.url, id: `${this.url}/id/00D/005`, token_type: 'Bearer' });
  }

  route(method, target, payload, options) {
    const url = new URL(target, this.url);
    const version = url.pathname.match(DATA);
    if (!version) throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
    const path = url.pathname.slice(version[0].length);
    if (method === 'GET' && path === '/query') return { status: 200, answer: this.ask(url.searchParams.get('q') ?? '') };
    if (method === 'POST' && path === '/composite') return { status: 200, answer: this.composite(payload, options) };
    const upsert = path.match(/^\/composite\/sobjects\/(\w+)\/(\w+)$/);
    if (upsert && method === 'PATCH' && upsert[1] in this.records) return { status: 200, answer: this.upsert(upsert[1], upsert[2], payload, options) };
    if (path === '/composite/sobjects' && ['POST', 'PATCH'].includes(method)) return { status: 200, answer: this.insertOrUpdate(method, payload, options) };
    throw new Refusal(404, 'NOT_FOUND', 'The requested resource does not exist');
  }

  composite({ compositeRequest, allOrNone }, options) {
    if (allOrNone) throw new Refusal(400, 'JSON_PARSER_ERROR', 'all or none is not what a batch of strangers needs');
    const heavy = compositeRequest.filter(({ url }) => /\/(query|composite\/sobjects)\b/.test(url));
    if (compositeRequest.length > 25 || heavy.length > 5) throw new Refusal(400, 'INVALID_INPUT', 'at most 25 subrequests, of them 5 queries and collections');
    const compositeResponse = compositeRequest.map(({ method, url, referenceId, body }) => {
      try {
        const { status, answer } = this.route(method, url, body, options);
        return { body: answer, httpHeaders: {}, httpStatusCode: status, referenceId };
      } catch (error) {
        const { status, body: answer } = this.refusal(error);
        return { body: answer, httpHeaders: {}, httpStatusCode: status, referenceId };
      }
    });
    return { compositeResponse };
  }

  refusal(error) {
    if (error instanceof SoqlError) return { status: 400, body: [{ message: error.message, errorCode: error.errorCode }] };
    if (error instanceof Refusal) return { status: error.status, body: [{ message: error.message, errorCode: error.errorCode, ...(error.fields ? { fields: error.fields } : {}) }] };
    throw error;
  }

  fault(method, path) {
    const at = this.faults.findIndex(({ on }) => on.test(`${method} ${path}`));
    return at < 0 ? undefined : this.faults.splice(at, 1)[0].fault;
  }

  async handle(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const { method } = request;
    const url = new URL(request.url, this.url);
    const isLogin = url.pathname === '/services/oauth2/token';
    const payload = isLogin ? new URLSearchParams(text) : text === '' ? undefined : JSON.parse(text);
    const fault = this.fault(method, url.pathname + (isLogin ? '' : ` ${text}`));
    if (!isLogin) this.used += 1;
    const reply = (status, answer) => {
      this.calls.put({ method, path: url.pathname, search: url.search, payload, status, answer, fault, at: performance.now() });
      if (fault === 'lose') return request.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...(isLogin ? {} : { 'sforce-limit-info': `api-usage=${this.used}/${this.dailyLimit}` }) });
      return response.end(JSON.stringify(answer));
    };
    if (fault === 'away') return reply(503, [{ message: 'Server unavailable', errorCode: 'SERVER_UNAVAILABLE' }]);
    if (isLogin) return method === 'POST' ? this.login(payload, reply) : reply(405, []);
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    if (!this.sessions.has(token)) return reply(401, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]);
    if (fault === 'limit' || this.used > this.dailyLimit) return reply(403, [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }]);
    const options = { allowsDuplicates: /allowSave=true/i.test(request.headers['sforce-duplicate-rule-header'] ?? ''), isLocked: fault === 'locked' };
    try {
      const { status, answer } = this.route(method, request.url, payload, options);
      return reply(status, answer);
    } catch (error) {
      const { status, body } = this.refusal(error);
      return reply(status, body);
    }
  }
}

export const startSalesforce = (options) => serveDouble(new Org(options));
