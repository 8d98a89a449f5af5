// The keyboard shortcuts, and the switch for those of a single key.
import { Kbd, Switch } from '@mantine/core'
import { Fragment } from 'react'
import { singleKeys, useSingleKeys } from '~/ui/keys'
import { Dialog } from '~/ui/dialog'
import { text } from '~/ui/text'
import { places } from './places'

const kGroups: { title: string; keys: [string, string][] }[] = [
  {
    title: text.help.everywhere,
    keys: [['Ctrl K', text.help.palette], ...places.map((place): [string, string] => [`G ${place.letter.toUpperCase()}`, place.label]), ['?', text.help.help]],
  },
  { title: text.help.live, keys: [['Space', text.help.pause]] },
  {
    title: text.help.inbox,
    keys: [
      ['J', text.help.nextRow],
      ['K', text.help.previousRow],
      ['A', text.help.acknowledge],
      ['C', text.help.contact],
      ['1', text.actions.won],
      ['2', text.actions.lost],
      ['3', text.actions.disqualified],
      ['R', text.help.pass],
    ],
  },
  {
    title: text.help.leads,
    keys: [
      ['/', text.help.search],
      ['J', text.help.nextRow],
      ['K', text.help.previousRow],
      ['Enter', text.help.openRow],
      ['X', text.help.clear],
    ],
  },
  {
    title: text.help.lead,
    keys: [
      ['A', text.help.acknowledge],
      ['C', text.help.contact],
      ['1', text.actions.won],
      ['2', text.actions.lost],
      ['3', text.actions.disqualified],
      ['R', text.help.pass],
      ['Esc', text.help.back],
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

export function Help({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const single = useSingleKeys()
  return (
    <Dialog opened={opened} onClose={onClose} title={text.help.title}>
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
