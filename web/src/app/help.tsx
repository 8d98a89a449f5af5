// The keyboard shortcuts, and the switch for those of a single key.
import { Kbd, Switch } from '@mantine/core'
import { Fragment } from 'react'
import { singleKeys, useSingleKeys } from '~/ui/keys'
import { Dialog } from '~/ui/dialog'
import { text } from '~/ui/text'
import { ruleWords } from '~/ui/words/rules'
import { setupWords } from '~/ui/words/setup'
import { places } from './places'

type Keys = [string, string][]

const kRows: Keys = [
  ['J', text.help.nextRow],
  ['K', text.help.previousRow],
]
const kOfLead: Keys = [
  ['A', text.help.acknowledge],
  ['C', text.help.contact],
  ['E', text.actions.mail],
  ['1', text.actions.won],
  ['2', text.actions.lost],
  ['3', text.actions.disqualified],
  ['R', text.help.pass],
]
const kGroups: { title: string; keys: Keys }[] = [
  {
    title: text.help.everywhere,
    keys: [['Ctrl K', text.help.palette], ...places.map((place): [string, string] => [`G ${place.letter.toUpperCase()}`, place.label]), ['Ctrl S', text.help.save], ['U', text.help.undoLast], ['?', text.help.help]],
  },
  { title: text.help.live, keys: [['Space', text.help.pause], ['F', text.help.fullScreen]] },
  {
    title: text.help.inbox,
    keys: [
      ...kRows,
      ...kOfLead,
      ['H', text.help.snooze],
    ],
  },
  {
    title: text.help.leads,
    keys: [
      ['/', text.help.search],
      ...kRows,
      ['Enter', text.help.openRow],
      ['X', text.help.clear],
    ],
  },
  {
    title: text.help.lead,
    keys: [
      ...kOfLead,
      ['N', text.help.nextLead],
      ['← →', text.help.steps],
      ['Esc', text.help.back],
    ],
  },
  {
    title: text.nav.rules,
    keys: [
      ['/', text.help.search],
      ['Alt ↑ ↓', text.help.moveRule],
      ['Alt → ←', text.help.nestRule],
      ['D', text.help.switchRule],
      ['F2', text.help.nameRule],
      ['Enter', text.help.openRule],
      ['Ctrl Z', text.help.undo],
    ],
  },
  {
    title: ruleWords.tabs.simulate,
    keys: [
      ['Ctrl Enter', text.help.run],
      ['[ ]', text.help.steps],
    ],
  },
  {
    title: ruleWords.tabs.compare,
    keys: [
      ['Ctrl Enter', text.help.run],
      ['Esc', text.help.stop],
    ],
  },
  {
    title: ruleWords.tabs.versions,
    keys: [...kRows, ['D', text.help.difference]],
  },
  {
    title: setupWords.nav.territories,
    keys: [
      ['↑ ↓ ← →', text.help.place],
      ['Enter', text.help.choosePlace],
      ['/', text.help.search],
    ],
  },
  {
    title: text.nav.team,
    keys: [
      ...kRows,
      ['R', text.help.pass],
    ],
  },
  {
    title: text.nav.reports,
    keys: [
      ['D', text.help.day],
      ['W', text.help.week],
      ['M', text.help.month],
      ['Y', text.help.year],
      ['X', text.help.export],
    ],
  },
]

export function Help({ onClose }: { onClose: () => void }) {
  const single = useSingleKeys()
  return (
    <Dialog opened onClose={onClose} title={text.help.title}>
      <Switch checked={single} onChange={(event) => singleKeys.set(event.currentTarget.checked)} label={text.help.single} description={text.help.singleHint} />
      {kGroups.map((group) => (
        <Fragment key={group.title}>
          <h3>{group.title}</h3>
          <dl className="keys">
            {group.keys.map(([key, words]) => (
              <Fragment key={key}>
                <dt>
                  {key.split(' ').map((one) => (
                    <Kbd key={one}>{one}</Kbd>
                  ))}
                </dt>
                <dd>{words}</dd>
              </Fragment>
            ))}
          </dl>
        </Fragment>
      ))}
    </Dialog>
  )
}
