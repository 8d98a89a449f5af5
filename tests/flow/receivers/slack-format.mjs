// Checks the payload of an incoming webhook, or of an app's chat.postMessage and chat.update, against Slack's documented format and limits: the blocks that
// Baton uses, and nothing else. Gives a list of complaints; empty when all is well.
// https://api.slack.com/reference/block-kit/blocks, …/composition-objects, …/surfaces/formatting

const PLACE = {
  message: new Set(['text', 'blocks', 'unfurl_links', 'unfurl_media']),
  appMessage: new Set(['channel', 'ts', 'text', 'blocks', 'unfurl_links', 'unfurl_media', 'metadata']),
  actions: new Set(['type', 'elements', 'block_id']),
  header: new Set(['type', 'text', 'block_id']),
  section: new Set(['type', 'text', 'fields', 'block_id']),
  context: new Set(['type', 'elements', 'block_id']),
  divider: new Set(['type', 'block_id']),
};

class Complaints {
  constructor() {
    this.list = [];
  }
  add(where, what) {
    this.list.push(`${where}: ${what}`);
  }
  keys(where, object, allowed) {
    for (const key of Object.keys(object)) {
      if (!allowed.has(key)) this.add(where, `unknown key "${key}"`);
    }
  }
}

// Everything between < and > has to be a link or a mention; a bare &, < or > is not allowed.
function checkMarkup(where, text, complaints, { links }) {
  if (/&(?!amp;|lt;|gt;)/.test(text)) complaints.add(where, 'a bare & (write &amp;)');
  let rest = text;
  if (links) {
    rest = text.replace(/<([^<>]*)>/g, (_, inside) => {
      const [target, label] = inside.split('|');
      if (/^[@#!]/.test(target)) complaints.add(where, `a mention: <${inside}>`);
      else if (!/^(https?:\/\/|mailto:|tel:)\S+$/.test(target)) {
        complaints.add(where, `not a link: <${inside}>`);
      }
      if (label === '') complaints.add(where, `a link without words: <${inside}>`);
      return '';
    });
  }
  if (/[<>]/.test(rest)) complaints.add(where, 'a bare < or >');
}

function checkText(where, object, { limit, types }, complaints) {
  if (object === null || typeof object !== 'object') {
    complaints.add(where, 'is not a text object');
    return;
  }
  const { type, text } = object;
  if (!types.includes(type)) complaints.add(where, `type "${type}" is not one of ${types}`);
  if (typeof text !== 'string' || text.length < 1) {
    complaints.add(where, 'text is empty');
    return;
  }
  if (text.length > limit) complaints.add(where, `text of ${text.length} over ${limit}`);
  if (type === 'plain_text') {
    complaints.keys(where, object, new Set(['type', 'text', 'emoji']));
    if ('emoji' in object && typeof object.emoji !== 'boolean') {
      complaints.add(where, 'emoji is not a boolean');
    }
    checkMarkup(where, text, complaints, { links: false });
  } else {
    complaints.keys(where, object, new Set(['type', 'text', 'verbatim']));
    checkMarkup(where, text, complaints, { links: true });
  }
}

const BOTH = ['plain_text', 'mrkdwn'];

function checkBlock(where, block, complaints) {
  const allowed = PLACE[block?.type];
  if (!allowed || /message$/i.test(block.type)) {
    complaints.add(where, `unknown block type "${block?.type}"`);
    return;
  }
  complaints.keys(where, block, allowed);
  if (block.type === 'header') {
    checkText(`${where}.text`, block.text, { limit: 150, types: ['plain_text'] }, complaints);
  }
  if (block.type === 'section') {
    if (!block.text && !block.fields) complaints.add(where, 'neither text nor fields');
    if (block.text) checkText(`${where}.text`, block.text, { limit: 3000, types: BOTH }, complaints);
    if (block.fields) {
      const count = block.fields.length;
      if (!(count >= 1 && count <= 10)) complaints.add(where, `${count} fields, 1–10 are allowed`);
      block.fields.forEach((field, i) =>
        checkText(`${where}.fields[${i}]`, field, { limit: 2000, types: BOTH }, complaints),
      );
    }
  }
  if (block.type === 'actions') checkActions(where, block, complaints);
  if (block.type === 'context') {
    const count = block.elements?.length ?? 0;
    if (!(count >= 1 && count <= 10)) complaints.add(where, `${count} elements, 1–10 are allowed`);
    (block.elements ?? []).forEach((element, i) =>
      checkText(`${where}.elements[${i}]`, element, { limit: 3000, types: BOTH }, complaints),
    );
  }
}

const BUTTON = new Set(['type', 'text', 'action_id', 'value', 'url', 'style']);

function checkActions(where, block, complaints) {
  const elements = block.elements ?? [];
  if (!(elements.length >= 1 && elements.length <= 25)) complaints.add(where, `${elements.length} elements, 1–25 are allowed`);
  const ids = new Set(elements.map((each) => each.action_id));
  if (ids.size !== elements.length) complaints.add(where, 'an action_id twice');
  elements.forEach((element, i) => {
    const at = `${where}.elements[${i}]`;
    complaints.keys(at, element, BUTTON);
    if (element.type !== 'button') complaints.add(at, `type ${element.type}`);
    checkText(`${at}.text`, element.text, { limit: 75, types: ['plain_text'] }, complaints);
    if ((element.value ?? '').length > 2000 || (element.url ?? '').length > 3000) complaints.add(at, 'too long');
    if (element.style !== undefined && !['primary', 'danger'].includes(element.style)) complaints.add(at, `style ${element.style}`);
  });
}

export function slackComplaints(payload, { isApp = false } = {}) {
  const complaints = new Complaints();
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) {
    return ['payload: is not an object'];
  }
  complaints.keys('payload', payload, isApp ? PLACE.appMessage : PLACE.message);
  if (typeof payload.text !== 'string' || payload.text === '') {
    complaints.add('text', 'the fallback text is missing');
  } else {
    if (payload.text.length > 40_000) complaints.add('text', 'over 40,000 characters');
    checkMarkup('text', payload.text, complaints, { links: true });
  }
  if (!Array.isArray(payload.blocks) || payload.blocks.length < 1) {
    complaints.add('blocks', 'there are none');
  } else {
    if (payload.blocks.length > 50) complaints.add('blocks', `${payload.blocks.length} over 50`);
    payload.blocks.forEach((block, i) => checkBlock(`blocks[${i}]`, block, complaints));
  }
  return complaints.list;
}
