// The catalogue's part for the first steps.
import { formatNumber } from '../format'

export const startWords = {
  title: 'First steps',
  link: 'First steps',
  count: (done: number, all: number) => `${formatNumber(done)} of ${formatNumber(all)} done`,
  done: 'Done',
  open: 'Still to do',
  goOn: 'Continue',
  enter: 'To the leads',
  steps: {
    people: { title: 'People and pools', words: 'Say who takes leads, and who takes turns with whom.', way: 'Open people and pools' },
    rules: { title: 'Rules', words: 'Say which lead goes to whom, try it on a sample lead, and publish.', way: 'Open the rules' },
    lead: { title: 'A first lead', words: 'Send one through the sample form and see where it goes.', way: 'Open the sample form' },
    channels: { title: 'Somewhere to hear of leads', words: 'Name a channel in the document: Slack, Teams, mail, a webhook or notifications. Then test it.', way: 'Open the connections' },
    members: { title: 'The others', words: 'Invite those who work with it: each sees what is theirs.', way: 'Open team access' },
    inbox: { title: 'Your inbox', words: 'Leads that are given to you stand there, the most urgent first.', way: 'Open the inbox' },
  },
}
