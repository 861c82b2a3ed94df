// Asks while one draws: one question at a time, about what is drawn by then.
import { Pad } from './pad.js';
import { busy, prepare, show, showNothing, tell } from './answers.js';

const Pause = 40, Retry = 1000, MostNumbers = 1600;
const at = id => document.getElementById(id);
const pad = new Pad(at('pad'), changed, text => { at('pen').textContent = text; });
let waiting = false;
let asking = false;
let replay = 0;

prepare();
at('undo').addEventListener('click', () => { replay++; pad.undo(); });
at('clear').addEventListener('click', () => { replay++; pad.clear(); });
at('pad').addEventListener('pointerdown', () => replay++, true);
at('pad').addEventListener('keydown', () => replay++, true);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => pad.paint());
samples();

function changed() {
  const drawn = pad.strokes.length > 0;
  at('pad').parentElement.classList.toggle('drawn', drawn);
  if (drawn) busy(true);
  else showNothing();
  waiting = drawn;
  if (drawn && !asking) ask();
}

async function ask() {
  asking = true;
  while (waiting) {
    waiting = false;
    const begun = performance.now();
    let pause = Pause;
    try {
      const answer = await fetch('draw', {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ strokes: thinned(pad.strokes) }),
      });
      const told = await answer.json();
      tell(answer.ok ? '' : `The service says: ${told.error}`);
      if (answer.ok && pad.strokes.length > 0) show(told, performance.now() - begun, !waiting);
      if (answer.status === 429 || answer.status === 503) {
        waiting = true;
        pause = Retry * (Number(answer.headers.get('Retry-After')) || 1);
      }
    } catch {
      tell('The service cannot be reached; trying again.');
      waiting = true;
      pause = Retry;
    }
    await new Promise(resolve => setTimeout(resolve, pause));
    waiting &&= pad.strokes.length > 0;
  }
  asking = false;
}

/** Every second point is left out until the request is a small one. */
function thinned(strokes) {
  const numbers = strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  if (numbers <= MostNumbers || strokes.every(stroke => stroke.length <= 4)) return strokes;
  return thinned(strokes.map(stroke => stroke.filter((_, i) => i % 4 < 2 || i >= stroke.length - 2)));
}

async function samples() {
  const digits = await (await fetch('digits.json')).json();
  digits.forEach((strokes, digit) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = digit;
    button.ariaLabel = `Draw digit ${digit}`;
    button.addEventListener('click', () => draw(strokes));
    at('samples').append(button);
  });
}

/** Draws as a hand would, point by point, or at once where motion is not wanted. */
function draw(strokes) {
  const mine = ++replay;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    pad.strokes = strokes.map(stroke => [...stroke]);
    return;
  }
  pad.clear();
  const all = strokes.reduce((sum, stroke) => sum + stroke.length, 0), begun = performance.now();
  const frame = now => {
    if (mine !== replay) return;
    let left = 2 * Math.ceil(Math.min(1, (now - begun) / 700) * all / 2);
    const done = left >= all, drawn = [];
    for (const stroke of strokes) {
      if (left > 0) drawn.push(stroke.slice(0, left));
      left -= stroke.length;
    }
    pad.strokes = drawn;
    if (!done) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
