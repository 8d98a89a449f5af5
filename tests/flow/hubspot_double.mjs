// HubSpot's CRM as a private app sees it, on 127.0.0.1 and a free port: objects and associations, properties,
// pipelines, owners, and a search whose index lags behind what is written. It keeps what it is told, refuses
// what HubSpot refuses, and can be told to misbehave.
//
//   const hubspot = await startHubspot({ token: 'pat-…', owners: { 11: 'sarah@acme.test' } });
//   hubspot.url                  'http://127.0.0.1:PORT'
//   hubspot.calls                a Mailbox of { method, path, payload, status, answer }
//   hubspot.all('deals')         the records that are there, as { id, properties, to: { contacts: [id] } }
//   hubspot.edit('deals', id, { dealstage: 'closedwon' })     what somebody does by hand
//   hubspot.remove('deals', id)  moved to the recycling bin by hand
//   hubspot.merge('contacts', kept, gone)
//   hubspot.next(fault, on)      the next call whose "METHOD path" matches `on` goes wrong:
//                                'lose' (done, the answer is lost) | 'away' (502) | 'busy' (429) | 'daily' | 'expired'
//   hubspot.token = 'other'      from now on only that one is accepted
//   hubspot.indexLag             milliseconds until a search sees what was written

import { serveDouble } from './crm.mjs';
import { Mailbox } from './receivers/mailbox.mjs';

const TYPES = { contacts: '0-1', companies: '0-2', deals: '0-3', leads: '0-136', tasks: '0-27', goal_targets: '0-74' };
const nameOf = (type) => (type in TYPES ? type : Object.keys(TYPES).find((name) => TYPES[name] === type));
const MOST_IN_BATCH = 100;

const BUILT_IN = {
  contacts: ['email', 'firstname', 'lastname', 'phone', 'jobtitle', 'company', 'website', 'country', 'state', 'city', 'zip', 'industry', 'message', 'hs_lead_status', 'lifecyclestage', 'hubspot_owner_id'],
  companies: ['name', 'domain', 'website', 'phone', 'industry', 'country', 'state', 'city', 'zip', 'numberofemployees', 'annualrevenue', 'hubspot_owner_id'],
  deals: ['dealname', 'pipeline', 'dealstage', 'amount', 'closedate', 'description', 'closed_lost_reason', 'hubspot_owner_id'],
  leads: ['hs_lead_name', 'hs_lead_label', 'hs_lead_type', 'hs_pipeline', 'hs_pipeline_stage', 'hubspot_owner_id'],
  tasks: ['hs_timestamp', 'hs_task_subject', 'hs_task_body', 'hs_task_status', 'hs_task_priority', 'hs_task_type', 'hubspot_owner_id'],
  goal_targets: ['hs_goal_name', 'hs_goal_type', 'hs_milestone', 'hs_target_amount', 'hs_start_datetime', 'hs_end_datetime', 'hubspot_owner_id'],
};
const READ_ONLY = ['hs_object_id', 'createdate', 'hs_createdate', 'hs_lastmodifieddate', 'lastmodifieddate', 'hs_is_closed', 'hs_is_closed_won', 'hs_merged_object_ids'];
const REQUIRED = { deals: 'dealname', leads: 'hs_lead_name', tasks: 'hs_timestamp', companies: 'name' };

const stage = (id, label, displayOrder, metadata) => ({ id, label, displayOrder, metadata, archived: false, createdAt: '2020-01-01T00:00:00Z', updatedAt: '2020-01-01T00:00:00Z', writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT' });
const pipeline = (id, label, stages) => ({ id, label, displayOrder: 0, stages, archived: false, createdAt: '2020-01-01T00:00:00Z', updatedAt: '2020-01-01T00:00:00Z' });
const PIPELINES = {
  deals: [
    pipeline('default', 'Sales Pipeline', [
      stage('appointmentscheduled', 'Appointment Scheduled', 0, { isClosed: 'false', probability: '0.2' }),
      stage('contractsent', 'Contract Sent', 1, { isClosed: 'false', probability: '0.9' }),
      stage('closedwon', 'Closed Won', 2, { isClosed: 'true', probability: '1.0' }),
      stage('closedlost', 'Closed Lost', 3, { isClosed: 'true', probability: '0.0' }),
    ]),
  ],
  leads: [
    pipeline('lead-pipeline-id', 'Lead pipeline', [
      stage('new-stage-id', 'New', 0, { leadState: 'NEW' }),
      stage('attempting-stage-id', 'Attempting', 1, { leadState: 'IN_PROGRESS' }),
      stage('qualified-stage-id', 'Qualified', 2, { leadState: 'QUALIFIED' }),
      stage('unqualified-stage-id', 'Disqualified', 3, { leadState: 'UNQUALIFIED' }),
    ]),
  ],
};

// What a call is refused with.
class Refusal extends Error {
  constructor(status, category, message, context) {
    super(message);
    Object.assign(this, { status, category, context });
  }
  get body() {
    return { status: 'error', message: this.message, correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf', category: this.category, ...(this.context ? { context: this.context } : {}), links: {} };
  }
}
const invalid = (message, context) => new Refusal(400, 'VALIDATION_ERROR', message, context);

class Portal {
  constructor({ token, owners, indexLag = 250, dailyLimit = 250_000 }) {
    Object.assign(this, { token, owners, indexLag, dailyLimit });
    this.calls = new Mailbox();
    this.used = 0;
    this.faults = [];
    this.lastId = 1000;
    this.lastTime = 0;
    this.records = Object.fromEntries(Object.keys(TYPES).map((type) => [type, new Map()]));
    this.properties = Object.fromEntries(Object.entries(BUILT_IN).map(([type, names]) => [type, new Map([...names, ...READ_ONLY].map((name) => [name, { name, hasUniqueValue: false }]))]));
    this.properties.contacts.get('email').hasUniqueValue = true;
  }

  // ---- by hand ----------------------------------------------------------------------------------
  all(type) {
    return [...this.records[type].values()].filter((record) => !record.archived);
  }
  edit(type, id, properties) {
    const record = this.records[type].get(String(id));
    if (!record || record.archived) throw new Error(`there is no ${type} ${id}`);
    this.store(type, record, properties);
    return record;
  }
  remove(type, id) {
    this.records[type].get(String(id)).archived = true;
  }
  merge(type, kept, gone) {
    this.remove(type, gone);
    const record = this.records[type].get(String(kept));
    record.mergedIds = [...(record.mergedIds ?? []), String(gone)];
  }
  add(type, properties) {
    return this.make(type, properties);
  }
  next(fault, on = /./) {
    this.faults.push({ fault, on });
  }

  // ---- records ----------------------------------------------------------------------------------
  store(type, record, properties) {
    this.lastTime = Math.max(Date.now(), this.lastTime + 1);
    for (const [name, value] of Object.entries(properties)) {
      if (value === '') delete record.properties[name];
      else record.properties[name] = value;
    }
    const at = new Date(this.lastTime).toISOString();
    record.properties[type === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate'] = at;
    record.updatedAt = at;
    record.seenFrom = Date.now() + this.indexLag;
    if (type === 'deals') {
      const probability = PIPELINES.deals[0].stages.find(({ id }) => id === record.properties.dealstage)?.metadata;
      record.properties.hs_is_closed = String(probability?.isClosed === 'true');
      record.properties.hs_is_closed_won = String(probability?.probability === '1.0');
    }
  }

  check(type, properties, record) {
    for (const [name, value] of Object.entries(properties)) {
      if (typeof value !== 'string') throw invalid(`Property ${name} is no string`);
      if (READ_ONLY.includes(name)) throw invalid(`Property "${name}" is read only`);
      if (!this.properties[type].has(name)) {
        throw invalid(`Property values were not valid: [{"isValid":false,"message":"Property \\"${name}\\" does not exist","error":"PROPERTY_DOESNT_EXIST","name":"${name}"}]`, { propertyName: [name] });
      }
      if (this.properties[type].get(name).hasUniqueValue && value !== '') {
        const holder = this.all(type).find((other) => other !== record && other.properties[name]?.toLowerCase() === value.toLowerCase());
        if (holder) throw new Refusal(409, 'CONFLICT', `${name === 'email' ? 'Contact already exists' : `Another record has this ${name}`}. Existing ID: ${holder.id}`);
      }
      if (name === 'email' && value !== '' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) throw invalid(`Email address ${value} is invalid`);
      if (name === 'hubspot_owner_id' && value !== '' && !(value in this.owners)) throw invalid(`${value} is no owner of this account`);
      if (name === 'dealstage' && !PIPELINES.deals[0].stages.some(({ id }) => id === value)) throw invalid(`${value} is no stage of pipeline default`);
      if (name === 'hs_pipeline_stage' && !PIPELINES.leads[0].stages.some(({ id }) => id === value)) throw invalid(`${value} is no stage of the pipeline`);
      if (['amount', 'numberofemployees', 'annualrevenue'].includes(name) && value !== '' && !Number.isFinite(Number(value))) throw invalid(`${value} was not a valid number`);
      if (['closedate', 'hs_timestamp'].includes(name) && Number.isNaN(Date.parse(value)) && !/^\d+$/.test(value)) throw invalid(`${value} was not a valid long`);
      if (value.length > 65_536) throw invalid(`Property ${name} is too long`);
    }
    if (!record && REQUIRED[type] && !properties[REQUIRED[type]] && !(type === 'companies' && properties.domain)) throw invalid(`Required properties are missing: ${REQUIRED[type]}`);
  }

  make(type, properties, associations = []) {
    this.check(type, properties);
    if (type === 'leads' && associations.length === 0) throw invalid('A lead has to be associated with a contact or a company when it is created');
    const at = new Date().toISOString();
    const record = { id: String(++this.lastId), properties: {}, createdAt: at, archived: false, to: {} };
    record.properties.hs_object_id = record.id;
    if (type === 'deals' && !properties.dealstage) throw invalid('dealstage is missing');
    if (type === 'deals') record.properties.pipeline = PIPELINES.deals[0].id;
    if (type === 'leads') Object.assign(record.properties, { hs_pipeline: PIPELINES.leads[0].id, hs_pipeline_stage: PIPELINES.leads[0].stages[0].id });
    for (const { to, types } of associations) {
      const target = types?.some(({ associationTypeId }) => associationTypeId === 578) ? 'contacts' : 'companies';
      if (!this.records[target].has(to.id)) throw invalid(`there is no ${target} ${to.id}`);
      this.relate(type, record, target, to.id);
    }
    this.records[type].set(record.id, record);
    this.store(type, record, properties);
    return record;
  }

  relate(type, record, target, id) {
    record.to[target] = [...new Set([...(record.to[target] ?? []), id])];
    const other = this.records[target].get(id);
    other.to[type] = [...new Set([...(other.to[type] ?? []), record.id])];
  }

  find(type, { id, idProperty }) {
    if (idProperty === undefined || idProperty === 'hs_object_id') {
      const found = this.all(type).find((record) => record.id === id || record.mergedIds?.includes(id));
      return found;
    }
    if (!this.properties[type].get(idProperty)?.hasUniqueValue) throw invalid(`${idProperty} is not a unique property of ${type}`);
    return this.all(type).find((record) => record.properties[idProperty]?.toLowerCase() === id.toLowerCase());
  }

  shown(record, names) {
    const properties = names ? Object.fromEntries(['hs_object_id', ...names].map((name) => [name, record.properties[name]]).filter(([, value]) => value !== undefined)) : { ...record.properties };
    return { id: record.id, properties, createdAt: record.createdAt, updatedAt: record.updatedAt, archived: false };
  }

  // One batch: each input by itself; what is refused is told beside the rest where it can be named by its trace.
  batch(type, inputs, each, well = 200) {
    if (inputs.length > MOST_IN_BATCH) throw invalid(`The maximum batch size is ${MOST_IN_BATCH}`);
    const results = [];
    const errors = [];
    for (const input of inputs) {
      try {
        const answer = each(input);
        if (answer) results.push({ ...answer, ...(input.objectWriteTraceId ? { objectWriteTraceId: input.objectWriteTraceId } : {}) });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (!input.objectWriteTraceId && error.category !== 'OBJECT_NOT_FOUND') throw error;
        const context = { ...(error.context ?? {}), ...(input.objectWriteTraceId ? { objectWriteTraceId: [input.objectWriteTraceId] } : { ids: [input.id] }) };
        errors.push({ status: 'error', category: error.category, message: error.message, context, errors: [], links: {} });
      }
    }
    const at = new Date().toISOString();
    const answer = { status: 'COMPLETE', results: results.reverse(), startedAt: at, completedAt: at };
    if (errors.length === 0) return { status: well, answer };
    return { status: 207, answer: { ...answer, numErrors: errors.length, errors } };
  }

  objects(type, verb, payload) {
    switch (verb) {
      case 'batch/read':
        return this.batch(type, payload.inputs, ({ id }) => {
          const found = this.find(type, { id, idProperty: payload.idProperty });
          if (!found) throw new Refusal(404, 'OBJECT_NOT_FOUND', 'Could not get some objects, they may be deleted or not exist.');
          return this.shown(found, payload.properties);
        });
      case 'batch/upsert':
        return this.batch(type, payload.inputs, (input) => {
          const properties = { ...input.properties, [input.idProperty]: input.id };
          const found = this.find(type, input);
          if (found) {
            this.check(type, properties, found);
            this.store(type, found, properties);
            return { ...this.shown(found), new: false };
          }
          return { ...this.shown(this.make(type, properties)), new: true };
        });
      case 'batch/create':
        return this.batch(type, payload.inputs, (input) => this.shown(this.make(type, input.properties, input.associations)), 201);
      case 'batch/update':
        return this.batch(type, payload.inputs, (input) => {
          const found = this.find(type, input);
          if (!found) throw new Refusal(404, 'OBJECT_NOT_FOUND', 'Could not get some objects, they may be deleted or not exist.');
          this.check(type, input.properties, found);
          this.store(type, found, input.properties);
          return this.shown(found);
        });
      case 'search':
        return { status: 200, answer: this.search(type, payload) };
      default:
        return undefined;
    }
  }

  search(type, { filterGroups, sorts, properties, limit, after }) {
    if (limit > 200) throw invalid('The maximum page size is 200');
    const number = (text) => (/^\d{4}-/.test(text) ? Date.parse(text) : Number(text));
    const holds = (record, { propertyName, operator, value, values }) => {
      if (!this.properties[type].has(propertyName)) throw invalid(`There was a problem with the request: ${propertyName} is no property`);
      const has = record.properties[propertyName];
      switch (operator) {
        case 'HAS_PROPERTY': return has !== undefined;
        case 'EQ': return has?.toLowerCase() === value.toLowerCase();
        case 'IN': return has !== undefined && values.some((each) => each.toLowerCase() === has.toLowerCase());
        case 'GT': return has !== undefined && number(has) > number(value);
        case 'GTE': return has !== undefined && number(has) >= number(value);
        case 'LTE': return has !== undefined && number(has) <= number(value);
        default: throw invalid(`operator ${operator}`);
      }
    };
    const found = this.all(type).filter((record) => record.seenFrom <= Date.now() && (filterGroups.length === 0 || filterGroups.some(({ filters }) => filters.every((filter) => holds(record, filter)))));
    const by = sorts[0]?.propertyName ?? sorts[0] ?? 'hs_object_id';
    found.sort((a, b) => number(a.properties[by]) - number(b.properties[by]));
    const from = Number(after || 0);
    const page = found.slice(from, from + limit);
    const next = from + page.length < found.length ? { paging: { next: { after: String(from + page.length) } } } : {};
    return { total: found.length, results: page.map((record) => this.shown(record, properties)), ...next };
  }

  associate(from, to, { inputs }) {
    const at = new Date().toISOString();
    const results = [];
    for (const { from: one, to: other } of inputs) {
      const record = this.find(from, one);
      const target = this.find(to, other);
      if (!record || !target) throw new Refusal(404, 'OBJECT_NOT_FOUND', 'One of the objects does not exist');
      this.relate(from, record, to, target.id);
      results.push({ from: { id: record.id }, to: { id: target.id }, associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 } });
    }
    return { status: 200, answer: { status: 'COMPLETE', results, startedAt: at, completedAt: at } };
  }

  property(type, name, payload) {
    const shown = (property) => ({ label: property.name, type: 'string', fieldType: 'text', groupName: 'contactinformation', description: '', options: [], ...property });
    if (payload) {
      if (this.properties[type].has(payload.name)) throw new Refusal(409, 'CONFLICT', `Property ${payload.name} already exists`);
      if (!/^[a-z][a-z0-9_]*$/.test(payload.name)) throw invalid('a property name has small letters, digits and _');
      this.properties[type].set(payload.name, payload);
      return { status: 201, answer: shown(payload) };
    }
    const found = this.properties[type].get(name);
    if (!found) throw new Refusal(404, 'OBJECT_NOT_FOUND', `Property ${name} does not exist`);
    return { status: 200, answer: shown(found) };
  }

  ownersPage(query) {
    const entries = Object.entries(this.owners).map(([id, email]) => ({ id, email, firstName: email.split('@')[0], lastName: 'Owner', userId: Number(id), archived: false, createdAt: '2020-01-01T00:00:00Z', updatedAt: '2020-01-01T00:00:00Z' }));
    const limit = Number(query.get('limit') ?? 100);
    const from = Number(query.get('after') ?? 0);
    const results = entries.slice(from, from + limit);
    const next = from + limit < entries.length ? { paging: { next: { after: String(from + limit) } } } : {};
    return { status: 200, answer: { results, ...next } };
  }

  route(method, url, payload) {
    const path = url.pathname;
    let match = path.match(/^\/crm\/v3\/objects\/([\w-]+)\/(batch\/\w+|search)$/);
    if (match && method === 'POST' && nameOf(match[1])) return this.objects(nameOf(match[1]), match[2], payload);
    match = path.match(/^\/crm\/v4\/associations\/([\w-]+)\/([\w-]+)\/batch\/associate\/default$/);
    if (match && method === 'POST') return this.associate(nameOf(match[1]), nameOf(match[2]), payload);
    match = path.match(/^\/crm\/v3\/properties\/([\w-]+)(?:\/(\w+))?$/);
    if (match && nameOf(match[1]) && (method === 'POST') === !match[2]) return this.property(nameOf(match[1]), match[2], payload);
    match = path.match(/^\/crm\/v3\/pipelines\/([\w-]+)$/);
    if (match && method === 'GET' && PIPELINES[nameOf(match[1])]) return { status: 200, answer: { results: PIPELINES[nameOf(match[1])] } };
    if (path === '/crm/v3/owners' && method === 'GET') return this.ownersPage(url.searchParams);
    return undefined;
  }

  answer(method, url, payload, authorization) {
    if (authorization !== `Bearer ${this.token}`) throw new Refusal(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found. This API supports OAuth 2.0 authentication');
    const routed = this.route(method, url, payload);
    if (!routed) throw new Refusal(404, 'OBJECT_NOT_FOUND', `there is no ${method} ${url.pathname}`);
    return routed;
  }

  fault(method, path) {
    const at = this.faults.findIndex(({ on }) => on.test(`${method} ${path}`));
    return at < 0 ? undefined : this.faults.splice(at, 1)[0].fault;
  }

  async handle(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url, 'http://here');
    const { method } = request;
    const payload = text === '' ? undefined : JSON.parse(text);
    const fault = this.fault(method, url.pathname);
    this.used += 1;
    const headers = { 'content-type': 'application/json;charset=utf-8', 'x-hubspot-ratelimit-daily': String(this.dailyLimit), 'x-hubspot-ratelimit-daily-remaining': String(this.dailyLimit - this.used) };
    const reply = (status, answer, more = {}) => {
      this.calls.put({ method, path: url.pathname, payload, status, answer, fault, at: performance.now() });
      if (fault === 'lose') return request.socket.destroy();
      response.writeHead(status, { ...headers, ...more });
      return response.end(JSON.stringify(answer));
    };
    const limited = (policyName, seconds) => reply(429, { status: 'error', message: `You have reached your ${policyName.toLowerCase()} limit.`, errorType: 'RATE_LIMIT', correlationId: 'c', policyName }, { 'retry-after': String(seconds) });
    if (fault === 'away') return reply(502, { message: 'bad gateway' });
    if (fault === 'busy') return limited('TEN_SECONDLY_ROLLING', 1);
    if (fault === 'daily') return limited('DAILY', 2);
    if (fault === 'expired') return reply(401, new Refusal(401, 'EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired').body);
    try {
      const { status, answer } = this.answer(method, url, payload, request.headers.authorization);
      return reply(status, answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return reply(error.status, error.body);
    }
  }
}

export const startHubspot = (options) => serveDouble(new Portal(options));
