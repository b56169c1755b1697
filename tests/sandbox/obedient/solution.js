const [order, a, b] = require('fs').readFileSync(0, 'utf8').trim().split(' ');
const hold = [];
if (order === 'add') console.log(Number(a) + Number(b));
if (order === 'fail') process.exit(3);
if (order === 'crash') throw new TypeError('crash');
if (order === 'spin') for (;;) {}
if (order === 'hog') for (;;) hold.push(new Array(100000).fill(hold.length));
if (order === 'multiply') for (let i = 0; i < 99; i++) require('child_process').spawn('sleep', ['60']);
if (order === 'flood') for (;;) require('fs').writeSync(1, 'water\n');
