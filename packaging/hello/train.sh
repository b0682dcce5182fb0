#!/bin/sh
# Learns which houses are sold within a month: a small neural network, trained by mini-batch gradient descent with
# momentum, in nothing but POSIX sh and awk. Reads $AIFACTORY_DATASET_HOUSES/houses.csv; writes a line of metrics.jsonl
# after each epoch and the finished network to model.txt.
set -eu
LC_ALL=C
export LC_ALL

epochs=${EPOCHS:-60}
hidden=${HIDDEN:-24}
rate=${LEARNING_RATE:-0.1}

if [ -z "${AIFACTORY_DATASET_HOUSES:-}" ]; then
  echo "train.sh: AIFACTORY_DATASET_HOUSES is not set" >&2
  echo "as a job: aifactory job submit train; by hand: AIFACTORY_DATASET_HOUSES=data sh train.sh" >&2
  exit 66
fi
table=$AIFACTORY_DATASET_HOUSES/houses.csv
if [ ! -r "$table" ]; then
  echo "train.sh: there is no $table" >&2
  echo "bring the dataset there first: aifactory dataset upload houses" >&2
  exit 66
fi

: >metrics.jsonl
awk -F, -v epochs="$epochs" -v hidden="$hidden" -v rate="$rate" '
# The same numbers on every machine, whatever its awk thinks of srand().
function random() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
function now(  seconds) { "date +%s" | getline seconds; close("date +%s"); return seconds }

# Some builds of awk come without exp, log and sqrt.
function e_to(x,  i, sum, term) {
  if (x < 0) return 1 / e_to(-x)
  if (x > 1) { sum = e_to(x / 2); return sum * sum }
  sum = term = 1
  for (i = 1; i < 14; i++) { term *= x / i; sum += term }
  return sum
}
function natural_log(x,  halvings, t, i, sum, term) {
  while (x < 0.7) { x *= 2; halvings++ }
  term = t = (x - 1) / (x + 1)
  for (i = 1; i < 26; i += 2) { sum += term / i; term *= t * t }
  return 2 * sum - halvings * 0.693147180559945
}
function root(x,  i, guess) {
  guess = x > 1 ? x : 1
  for (i = 0; i < 60; i++) guess = (guess + x / guess) / 2
  return guess
}

function sigmoid(x) { return x > 30 ? 1 : x < -30 ? 0 : 1 / (1 + e_to(-x)) }
function clip(p) { return p < 1e-9 ? 1e-9 : p > 1 - 1e-9 ? 1 - 1e-9 : p }
function cross_entropy(p, y) { return -natural_log(clip(y ? p : 1 - p)) }

function shuffle(first, last,  i, j, kept) {
  for (i = last; i > first; i--) {
    j = first + int(random() * (i - first + 1))
    kept = order[i]; order[i] = order[j]; order[j] = kept
  }
}

function standardise(  j, i, mean, square) {
  for (j = 1; j <= inputs; j++) {
    mean = square = 0
    for (i = 1; i <= rows; i++) { mean += x[i, j]; square += x[i, j] * x[i, j] }
    mean /= rows
    square = root(square / rows - mean * mean)
    for (i = 1; i <= rows; i++) x[i, j] = (x[i, j] - mean) / square
    print "input", j, mean, square >"model.txt"
  }
}

# The hidden units answer with x / (1 + |x|), whose slope is (1 - |answer|) squared.
function forward(row,  h, j, sum) {
  out = bias2
  for (h = 1; h <= hidden; h++) {
    sum = bias1[h]
    for (j = 1; j <= inputs; j++) sum += weight1[h, j] * x[row, j]
    active[h] = sum / (1 + (sum < 0 ? -sum : sum))
    out += weight2[h] * active[h]
  }
  return sigmoid(out)
}

function backward(row, p,  h, j, error, back, slope) {
  error = p - y[row]
  grad_bias2 += error
  for (h = 1; h <= hidden; h++) {
    slope = 1 - (active[h] < 0 ? -active[h] : active[h])
    back = error * weight2[h] * slope * slope
    grad2[h] += error * active[h]
    grad_bias1[h] += back
    for (j = 1; j <= inputs; j++) grad1[h, j] += back * x[row, j]
  }
}

# Takes one step with what backward() summed up over `count` rows; the steps get smaller towards the end.
function descend(count,  h, j, s) {
  s = (1 - (epoch - 1) / epochs) / count
  speed_bias2 = 0.9 * speed_bias2 - rate * s * grad_bias2; bias2 += speed_bias2; grad_bias2 = 0
  for (h = 1; h <= hidden; h++) {
    speed2[h] = 0.9 * speed2[h] - rate * s * grad2[h]; weight2[h] += speed2[h]; grad2[h] = 0
    speed_bias1[h] = 0.9 * speed_bias1[h] - rate * s * grad_bias1[h]; bias1[h] += speed_bias1[h]; grad_bias1[h] = 0
    for (j = 1; j <= inputs; j++) {
      speed1[h, j] = 0.9 * speed1[h, j] - rate * s * grad1[h, j]
      weight1[h, j] += speed1[h, j]
      grad1[h, j] = 0
    }
  }
  step++
}

function train(  i, p, loss, waiting) {
  shuffle(1, trained_on)
  for (i = 1; i <= trained_on; i++) {
    p = forward(order[i])
    loss += cross_entropy(p, y[order[i]])
    backward(order[i], p)
    if (++waiting == batch || i == trained_on) { descend(waiting); waiting = 0 }
  }
  return loss / trained_on
}

# On the rows that training never sees.
function validate(  i, p) {
  validation_loss = accuracy = 0
  for (i = trained_on + 1; i <= rows; i++) {
    p = forward(order[i])
    validation_loss += cross_entropy(p, y[order[i]]) / (rows - trained_on)
    accuracy += ((p > 0.5) == y[order[i]]) / (rows - trained_on)
  }
}

function report(epoch, loss) {
  printf "{\"step\": %d, \"epoch\": %d, \"loss\": %.5f, \"accuracy\": %.4f, \"val_loss\": %.5f, \"time\": %d}\n", \
    step, epoch, loss, accuracy, validation_loss, now() >>"metrics.jsonl"
  close("metrics.jsonl")
  printf "epoch %3d/%d  loss %.4f  val_loss %.4f  accuracy %.1f %%\n", epoch, epochs, loss, validation_loss, 100 * accuracy
  fflush()
}

function save(  h, j, line) {
  print "output bias", bias2 >"model.txt"
  for (h = 1; h <= hidden; h++) {
    line = "unit " h " to_output " weight2[h] " bias " bias1[h] " weights"
    for (j = 1; j <= inputs; j++) line = line " " weight1[h, j]
    print line >"model.txt"
  }
  close("model.txt")
}

NR > 1 && NF == 6 {
  sub(/\r$/, "")
  rows++
  for (j = 1; j < NF; j++) x[rows, j] = $j
  y[rows] = $NF + 0
  order[rows] = rows
}

END {
  if (rows < 50) { print "train.sh: only " rows + 0 " houses in the table, too few to learn from" >"/dev/stderr"; exit 65 }
  seed = 42; inputs = 5; batch = 32; trained_on = int(rows * 0.8)
  standardise()
  shuffle(1, rows)
  for (h = 1; h <= hidden; h++) {
    weight2[h] = (2 * random() - 1) / root(hidden)
    for (j = 1; j <= inputs; j++) weight1[h, j] = (2 * random() - 1) / root(inputs)
  }
  printf "%d houses: learning from %d, checking with %d\n", rows, trained_on, rows - trained_on
  for (epoch = 1; epoch <= epochs; epoch++) { loss = train(); validate(); report(epoch, loss) }
  save()
  print "the model is in model.txt"
}' "$table"
