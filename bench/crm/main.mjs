// One run of leads into a CRM double: `node main.mjs RATE SECONDS`; its report as one line of JSON.
import { loadCrm } from '../../tests/flow/crm_load.mjs';

const [rate, seconds] = process.argv.slice(2).map(Number);
console.log(JSON.stringify(await loadCrm({ rate, seconds })));
