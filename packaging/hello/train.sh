#!/bin/sh
# Learns to read handwritten digits: a small neural network, trained by mini-batch gradient descent with momentum, in
# nothing but POSIX sh and awk. Reads $AIFACTORY_DATASET_DIGITS/digits.csv; writes a line of metrics.jsonl after each
# epoch and the finished network to model.txt.
set -eu
LC_ALL=C
export LC_ALL

epochs=${EPOCHS:-30}
hidden=${HIDDEN:-24}
rate=${LEARNING_RATE:-0.04}

if [ -z "${AIFACTORY_DATASET_DIGITS:-}" ]; then
  echo "train.sh: AIFACTORY_DATASET_DIGITS is not set" >&2
  echo "as a job: aifactory job submit train; by hand: AIFACTORY_DATASET_DIGITS=data sh train.sh" >&2
  exit 66
fi
table=$AIFACTORY_DATASET_DIGITS/digits.csv
if [ ! -f "$table" ] || [ ! -r "$table" ]; then
  echo "train.sh: there is no $table" >&2
  echo "bring the dataset there first: aifactory dataset upload digits" >&2
  exit 66
fi

: >metrics.jsonl
awk -F, -v epochs="$epochs" -v hidden="$hidden" -v rate="$rate" '
# The same numbers on every machine, whatever its awk thinks of srand().
function random() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
function now(  seconds) { "date +%s" | getline seconds; close("date +%s"); return seconds }

# Some builds of awk come without exp and log.
function e_to(x,  i, sum, term) {
  if (x < 0) return x < -40 ? 0 : 1 / e_to(-x)
  if (x > 1) { sum = e_to(x / 2); return sum * sum }
  sum = term = 1
  for (i = 1; i < 10; i++) { term *= x / i; sum += term }
  return sum
}
function natural_log(x,  halvings, t, i, sum, term) {
  while (x < 0.7) { x *= 2; halvings++ }
  term = t = (x - 1) / (x + 1)
  for (i = 1; i < 16; i += 2) { sum += term / i; term *= t * t }
  return 2 * sum - halvings * 0.693147180559945
}
function cross_entropy(p) { return -natural_log(p < 1e-9 ? 1e-9 : p) }

# awk goes on to END after exit: `damaged` tells it that there is nothing to do.
function refuse(why) {
  print "train.sh: digits.csv is damaged: " why | "cat >&2"
  close("cat >&2")
  damaged = 1
  exit 65
}

function shuffle(first, last,  i, j, kept) {
  for (i = last; i > first; i--) {
    j = first + int(random() * (i - first + 1))
    kept = order[i]; order[i] = order[j]; order[j] = kept
  }
}

# All weights stand in one list: 65 for each hidden unit, then hidden + 1 for each digit. The one more is a threshold:
# pixel 65 and the last hidden unit always answer 1. Half of the paper is white, so only pixels with ink are kept.
function set_up(  k) {
  pixels = 65; units = hidden + 1; outputs = hidden * pixels
  total = outputs + 10 * units
  for (k = 1; k <= total; k++) {
    weight[k] = (2 * random() - 1) * (k <= outputs ? 0.2 : 0.3)
    grad[k] = speed[k] = 0
  }
  active[units] = 1
}

# What the network takes the image for; chance[] is how sure it is of each digit. The hidden units answer with
# x / (1 + |x|), whose slope is (1 - |answer|) squared.
function forward(image,  from, to, h, k, d, base, sum, guess, all) {
  from = start[image]; to = start[image + 1]
  for (h = 1; h <= hidden; h++) {
    base = (h - 1) * pixels; sum = 0
    for (k = from; k < to; k++) sum += weight[base + place[k]] * ink[k]
    active[h] = sum / (1 + (sum < 0 ? -sum : sum))
  }
  for (d = 0; d < 10; d++) {
    base = outputs + d * units; sum = 0
    for (h = 1; h <= units; h++) sum += weight[base + h] * active[h]
    chance[d] = sum
    if (d == 0 || sum > chance[guess]) guess = d
  }
  sum = chance[guess]
  for (d = 0; d < 10; d++) all += chance[d] = e_to(chance[d] - sum)
  for (d = 0; d < 10; d++) chance[d] /= all
  return guess
}

function backward(image,  from, to, h, k, d, base, error, slope) {
  from = start[image]; to = start[image + 1]
  for (h = 1; h <= hidden; h++) back[h] = 0
  for (d = 0; d < 10; d++) {
    base = outputs + d * units
    error = chance[d] - (d == digit[image])
    for (h = 1; h <= units; h++) {
      grad[base + h] += error * active[h]
      back[h] += error * weight[base + h]
    }
  }
  for (h = 1; h <= hidden; h++) {
    base = (h - 1) * pixels
    slope = 1 - (active[h] < 0 ? -active[h] : active[h])
    error = back[h] * slope * slope
    for (k = from; k < to; k++) grad[base + place[k]] += error * ink[k]
  }
}

# Takes one step with what backward() summed up over `count` images; the steps get smaller towards the end.
function descend(count,  k, s) {
  s = rate * (1 - (epoch - 1) / epochs) / count
  for (k = 1; k <= total; k++) {
    weight[k] += speed[k] = 0.9 * speed[k] - s * grad[k]
    grad[k] = 0
  }
  step++
}

function train(  i, loss, waiting) {
  shuffle(1, trained_on)
  for (i = 1; i <= trained_on; i++) {
    forward(order[i])
    loss += cross_entropy(chance[digit[order[i]]])
    backward(order[i])
    if (++waiting == batch || i == trained_on) { descend(waiting); waiting = 0 }
  }
  return loss / trained_on
}

# On the images that training never sees. Remembers the mistake that the network is surest of.
function validate(  i, image, guess) {
  validation_loss = mistakes = surest = 0
  for (i = trained_on + 1; i <= images; i++) {
    image = order[i]
    guess = forward(image)
    validation_loss += cross_entropy(chance[digit[image]]) / (images - trained_on)
    if (guess == digit[image]) continue
    mistakes++
    if (chance[guess] > surest) { surest = chance[guess]; misread = image; taken_for = guess }
  }
  accuracy = 1 - mistakes / (images - trained_on)
}

function report(loss) {
  printf "{\"step\": %d, \"epoch\": %d, \"loss\": %.5f, \"accuracy\": %.4f, \"val_loss\": %.5f, \"time\": %d}\n", \
    step, epoch, loss, accuracy, validation_loss, now() >>"metrics.jsonl"
  close("metrics.jsonl")
  printf "epoch %3d/%d  loss %.4f  val_loss %.4f  accuracy %.1f %%\n", \
    epoch, epochs, loss, validation_loss, 100 * accuracy
  fflush()
}

function save_weights(name, first, count,  k) {
  printf "%s", name >"model.txt"
  for (k = first + 1; k <= first + count; k++) printf " %.5g", weight[k] >"model.txt"
  print "" >"model.txt"
}
function save(  h, d) {
  for (h = 1; h <= hidden; h++) save_weights("unit " h, (h - 1) * pixels, pixels)
  for (d = 0; d < 10; d++) save_weights("digit " d, outputs + d * units, units)
  close("model.txt")
}

function draw(image,  k, line) {
  for (k = 1; k <= 64; k++) shade[k] = " "
  for (k = start[image]; place[k] <= 64; k++) shade[place[k]] = substr(".:-=+*#@", int((ink[k] * 16 + 1) / 2), 1)
  print "    +----------------+"
  for (k = 1; k <= 64; k++) {
    line = line shade[k] shade[k]
    if (k % 8 == 0) { print "    |" line "|"; line = "" }
  }
  print "    +----------------+"
}

NR > 1 {
  sub(/\r$/, "")
  if (NF != 65) refuse("line " NR " has " NF " columns, not 65")
  start[++images] = inked + 1
  for (j = 1; j <= 64; j++) {
    if ($j !~ /^[0-9][0-9]?$/ || $j > 16) refuse("line " NR ", column " j " is not a number from 0 to 16")
    if ($j > 0) { place[++inked] = j; ink[inked] = $j / 16 }
  }
  if ($65 !~ /^[0-9]$/) refuse("line " NR " does not end with a digit")
  place[++inked] = 65; ink[inked] = 1
  digit[images] = $65 + 0
  order[images] = images
}

END {
  if (damaged) exit 65
  if (images < 100) refuse("only " images + 0 " images, too few to learn from")
  seed = 42; batch = 32; trained_on = int(images * 0.8); start[images + 1] = inked + 1
  set_up()
  shuffle(1, images)
  printf "%d images: learning from %d, checking with %d\n", images, trained_on, images - trained_on
  for (epoch = 1; epoch <= epochs; epoch++) { loss = train(); validate(); report(loss) }
  save()
  printf "the model is in model.txt; it misread %d of %d images it had never seen\n", mistakes, images - trained_on
  if (mistakes) {
    print "this one, for example:"
    draw(misread)
    printf "    written as %d, read as %d (%d %% sure)\n", digit[misread], taken_for, 100 * surest
  }
}' <"$table"
