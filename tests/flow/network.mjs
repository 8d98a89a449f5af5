// A network of a node's own: a namespace with one line (a veth pair) to this machine, on which packets
// to a port can be dropped in silence, as a switch that fails drops them, and let through again.
//
//   const network = makeNetwork();             undefined where one may not make namespaces
//   network.here, network.there                the two ends' addresses
//   network.under                              runs a program there: startBaton({ under: … })
//   network.cut(5432); network.heal();         both ways, on connections that stand, too
//   network.remove();
import { execFileSync } from 'node:child_process';

const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });

export function makeNetwork() {
  const name = `baton-${process.pid}`;
  const [outer, inner] = [`bo${process.pid}`, `bi${process.pid}`];
  // Of the addresses for trying out networks (RFC 2544), two that no other run has.
  const net = `198.18.${process.pid % 251}`;
  const place = 4 * (Math.floor(process.pid / 251) % 62);
  const [here, there] = [`${net}.${place + 1}`, `${net}.${place + 2}`];
  try {
    run('ip', 'netns', 'add', name);
  } catch {
    return undefined;
  }
  const inside = (...args) => run('ip', 'netns', 'exec', name, ...args);
  const remove = () => run('ip', 'netns', 'delete', name);
  try {
    run('ip', 'link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', name);
    run('ip', 'address', 'add', `${here}/30`, 'dev', outer);
    run('ip', 'link', 'set', outer, 'up');
    inside('ip', 'address', 'add', `${there}/30`, 'dev', inner);
    inside('ip', 'link', 'set', inner, 'up');
    inside('ip', 'link', 'set', 'lo', 'up');
    inside('nft', 'add table inet faults');
    inside('nft', 'add chain inet faults in { type filter hook input priority 0; }');
    inside('nft', 'add chain inet faults out { type filter hook output priority 0; }');
  } catch {
    remove();
    return undefined;
  }
  return {
    here,
    there,
    under: ['ip', 'netns', 'exec', name],
    cut: (port) => {
      inside('nft', `add rule inet faults in tcp sport ${port} drop`);
      inside('nft', `add rule inet faults out tcp dport ${port} drop`);
    },
    heal: () => inside('nft', 'flush table inet faults'),
    remove,
  };
}
