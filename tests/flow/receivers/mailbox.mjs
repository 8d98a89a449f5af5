// Mailbox: what a double has received, and waiting for it without sleeping. Each item may be looked
// at once it is there; a wait ends with the item or with an error that says what did come.

export class Mailbox {
  constructor() {
    this.items = [];
    this.waiting = new Set();
  }

  put(item) {
    this.items.push(item);
    for (const waiter of [...this.waiting]) waiter.look();
  }

  // The first item, of those that came or will come, for which `matches` holds.
  waitFor(matches = () => true, { timeout = 10_000 } = {}) {
    return this.waitForAll(1, matches, { timeout }).then((items) => items[0]);
  }

  // `count` of them, in the order in which they came.
  waitForAll(count, matches = () => true, { timeout = 10_000 } = {}) {
    return new Promise((resolve, reject) => {
      const waiter = {
        look: () => {
          const found = this.items.filter(matches);
          if (found.length < count) return;
          clearTimeout(timer);
          this.waiting.delete(waiter);
          resolve(found.slice(0, count));
        },
      };
      const timer = setTimeout(() => {
        this.waiting.delete(waiter);
        const found = this.items.filter(matches).length;
        reject(
          new Error(
            `${found} of ${count} awaited items came within ${timeout} ms, ` +
              `${this.items.length} items in all: ${JSON.stringify(this.items).slice(0, 2000)}`,
          ),
        );
      }, timeout);
      this.waiting.add(waiter);
      waiter.look();
    });
  }
}
