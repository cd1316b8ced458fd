/** Quantile functions: the value that a share of all draws does not exceed. Shares are in (0, 1). */

/** Of the standard normal distribution, to about 1e-15: M. Wichura, algorithm AS 241, 1988. */
export function normalQuantile(share: number): number {
  const q = share - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE[0], r)) / polynomial(CENTRE[1], r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? share : 1 - share));
  const [[top, bottom], from] = r <= 5 ? [FLANK, 1.6] : [TAIL, 5];
  const value = polynomial(top, r - from) / polynomial(bottom, r - from);
  return q < 0 ? -value : value;
}

/** Of the gamma distribution with this shape and mean 1, to about 1e-12 of its value. */
export function gammaQuantile(shape: number, share: number): number {
  // Wilson and Hilferty's cube to start from; for small shapes the first term of the series.
  const cube = 1 - 1 / (9 * shape) + normalQuantile(share) / (3 * Math.sqrt(shape));
  let x =
    cube > 0.2 ? shape * cube ** 3 : Math.exp((Math.log(share) + logGamma(shape + 1)) / shape);
  let [low, high] = [0, Infinity];
  for (let round = 0; round < 100; round += 1) {
    const miss = gammaShare(shape, x) - share;
    if (miss > 0) high = x;
    else low = x;
    const slope = Math.exp((shape - 1) * Math.log(x) - x - logGamma(shape));
    let next = x - miss / slope;
    // A step that leaves what is known to hold the answer is replaced by a cut in half.
    if (!(next > low && next < high)) next = high === Infinity ? x * 2 : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-13 * x) return next / shape;
    x = next;
  }
  return x / shape;
}

/** Of Student's t distribution, on both sides together: |t| stays below it with this probability. */
export function studentQuantile(freedom: number, confidence: number): number {
  if (freedom > 2000) {
    // Of the expansion in 1 / freedom (Abramowitz and Stegun 26.7.5); the next term is below 1e-9.
    const z = normalQuantile((1 + confidence) / 2);
    const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
    return z + (z ** 3 + z) / (4 * freedom) + second / freedom ** 2;
  }
  let [low, high] = [0, Math.PI / 2];
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (studentShare(freedom, middle) < confidence) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan((low + high) / 2);
}

/** P(|t| < tan(angle) × √freedom): Abramowitz and Stegun 26.7.3 and 26.7.4. */
function studentShare(freedom: number, angle: number): number {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cos : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < freedom; k += 2) {
    term *= ((k - 1) / k) * cos * cos;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sin * sum) : sin * sum;
}

/** The regularised lower incomplete gamma function, by its series or Lentz's continued fraction. */
function gammaShare(shape: number, x: number): number {
  const front = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let k = 1; term > 1e-17 * sum; k += 1) {
      term *= x / (shape + k);
      sum += term;
    }
    return front * sum;
  }
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let k = 1; k < 10_000; k += 1) {
    const a = -k * (k - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return 1 - front * value;
}

/** Lanczos' approximation with g = 7, to about 1e-15. */
function logGamma(x: number): number {
  let sum = LANCZOS[0] ?? 0;
  for (let k = 1; k < LANCZOS.length; k += 1) sum += (LANCZOS[k] ?? 0) / (x - 1 + k);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Coefficients from the constant up. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

const CENTRE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
    45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597,
    39307.89580009271, 28729.085735721943, 5226.495278852854,
  ],
] as const;

const FLANK = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
    1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
    0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
  ],
] as const;

const TAIL = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
    0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
] as const;
