// The catalogue's part for kept views of the leads.
export const leadsWords = {
  views: 'Kept views',
  save: 'Keep this view',
  keep: 'Keep',
  name: 'What it is called',
  nameHint: 'It stays in this browser until you sign out. Of the same name there is one.',
  remove: (name: string) => `Take away the view ${name}`,
  removed: (name: string) => `The view ${name} is gone`,
}
