// Checks a payload for a Teams Workflows webhook: one Adaptive Card of at most 28 KB with the elements
// that Baton uses and no others. Gives a list of complaints; empty when all is well.
// https://learn.microsoft.com/adaptive-cards, …/microsoftteams/limits-specifications-teams

const MOST_BYTES = 28 * 1024;
const KEYS = {
  message: ['type', 'attachments'],
  attachment: ['contentType', 'contentUrl', 'content'],
  card: ['$schema', 'type', 'version', 'fallbackText', 'body', 'actions', 'msteams'],
  RichTextBlock: ['type', 'inlines', 'spacing'],
  TextRun: ['type', 'text', 'weight', 'size', 'color', 'isSubtle', 'selectAction'],
  'Action.OpenUrl': ['type', 'title', 'url'],
};

export function teamsComplaints(payload, bytes) {
  const list = [];
  const keys = (where, object, kind) => {
    for (const key of Object.keys(object ?? {})) if (!KEYS[kind].includes(key)) list.push(`${where}: unknown key "${key}"`);
  };
  const openUrl = (where, action) => {
    keys(where, action, 'Action.OpenUrl');
    if (action.type !== 'Action.OpenUrl' || !/^(https?:\/\/|mailto:|tel:)\S+$/.test(action.url)) list.push(`${where}: not a link`);
  };
  if (bytes > MOST_BYTES) list.push(`${bytes} bytes, more than Teams takes`);
  keys('message', payload, 'message');
  if (payload?.type !== 'message' || payload.attachments?.length !== 1) return [...list, 'not a message with one attachment'];
  const [attachment] = payload.attachments;
  keys('attachment', attachment, 'attachment');
  if (attachment.contentType !== 'application/vnd.microsoft.card.adaptive') list.push(`content type ${attachment.contentType}`);
  const card = attachment.content;
  keys('card', card, 'card');
  if (card?.type !== 'AdaptiveCard' || card.version !== '1.5') list.push('not an Adaptive Card 1.5');
  for (const [n, block] of (card?.body ?? []).entries()) {
    if (block.type !== 'RichTextBlock' || !(block.inlines?.length > 0)) list.push(`body ${n}: not a text block with runs`);
    keys(`body ${n}`, block, 'RichTextBlock');
    for (const run of block.inlines ?? []) {
      keys(`body ${n}`, run, 'TextRun');
      if (run.type !== 'TextRun' || typeof run.text !== 'string' || run.text === '') list.push(`body ${n}: a run without words`);
      if (run.selectAction) openUrl(`body ${n}`, run.selectAction);
    }
  }
  for (const [n, action] of (card?.actions ?? []).entries()) openUrl(`action ${n}`, action);
  return list;
}
