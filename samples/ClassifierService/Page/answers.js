// What came back: the digit, ten bars, the picture that the network sees, and where it looked.

const Digits = 10, Grid = 28;
const at = id => document.getElementById(id);
const percent = part => `${(100 * part).toFixed(part > 0.9995 || part < 0.0005 ? 0 : 1)} %`;
let last = null;
let spoken;

export function prepare() {
  for (let digit = 0; digit < Digits; digit++) {
    const row = document.createElement('li');
    row.innerHTML = '<span></span><div class="track"><div class="fill"></div></div><span class="share">0 %</span>';
    row.firstChild.textContent = digit;
    at('bars').append(row);
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => last && pictures(last));
}

/** Shows an answer; `took` is in milliseconds, from asking to having it; a `final` one is to what is drawn now. */
export function show(answer, took, final) {
  last = answer;
  at('digit').textContent = answer.digit;
  bars(answer.probabilities, answer.digit);
  pictures(answer);
  at('seen').ariaLabel = `The drawing in ${Grid} by ${Grid} pixels, as the network gets it`;
  at('looked').ariaLabel = `The pixels that speak for or against ${named(answer.digit)}`;
  at('latency').textContent =
    `Answered in ${took.toFixed(1)} ms, of which the picture, the network and its gradient took ${Math.round(answer.microseconds)} µs.`;
  // Spoken once the hand rests, not at every change.
  if (final) say(`${likely(answer.probability)} ${named(answer.digit)}, ${percent(answer.probability)}.`, 400);
}

export function showNothing() {
  last = null;
  at('digit').textContent = '–';
  bars(new Array(Digits).fill(0), -1);
  for (const id of ['seen', 'looked']) {
    at(id).getContext('2d').clearRect(0, 0, Grid, Grid);
    at(id).ariaLabel = 'Nothing is drawn yet';
  }
  say('Nothing is drawn yet.', 0);
}

function say(text, after) {
  busy(true);
  spoken = setTimeout(() => {
    at('verdict').textContent = text;
    busy(false);
  }, after);
}

/** Shows what is wrong, or with an empty text that nothing is. */
export function tell(problem) {
  if (at('problem').textContent !== problem) at('problem').textContent = problem;
  if (problem) busy(false);
}

/** Whether what is shown is not yet what is drawn; what was going to be said is then no longer true. */
export function busy(is) {
  if (is) clearTimeout(spoken);
  at('views').ariaBusy = is;
}

const likely = probability => probability > 0.9 ? 'This is' : probability > 0.5 ? 'This is probably' : 'This may be';
const named = digit => `${digit === 8 ? 'an' : 'a'} ${digit}`;

function bars(probabilities, best) {
  probabilities.forEach((part, digit) => {
    const row = at('bars').children[digit];
    row.classList.toggle('best', digit === best);
    row.querySelector('.fill').style.transform = `scaleX(${part})`;
    row.querySelector('.share').textContent = percent(part);
  });
}

function pictures(answer) {
  const style = getComputedStyle(at('seen'));
  const [sheet, ink, pro, contra] = ['--sheet', '--ink', '--for', '--against'].map(name => rgb(style.getPropertyValue(name)));
  const picture = bytes(answer.picture), looked = bytes(answer.looked);
  paint(at('seen'), i => mix(sheet, ink, picture[i] / 255));
  paint(at('looked'), i => {
    const pull = (looked[i] - 128) / 127;
    return mix(mix(sheet, ink, 0.22 * picture[i] / 255), pull > 0 ? pro : contra, Math.abs(pull) ** 0.8);
  });
}

function paint(canvas, colour) {
  const image = new ImageData(Grid, Grid);
  for (let i = 0; i < Grid * Grid; i++) image.data.set([...colour(i), 255], 4 * i);
  canvas.getContext('2d').putImageData(image, 0, 0);
}

const mix = (from, to, part) => from.map((value, i) => value + (to[i] - value) * part);
const rgb = hex => [1, 3, 5].map(i => parseInt(hex.trim().slice(i, i + 2), 16));
const bytes = text => Uint8Array.from(atob(text), character => character.charCodeAt(0));
